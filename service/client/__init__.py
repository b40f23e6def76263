"""A typed client of a wenju service, without and with asyncio.

from service.client import Wenju

with Wenju() as wenju:
    print(wenju.ask("萧山给旺苍投入多少产业园资金").text)
"""

from index.errors import WenjuError
from index.filter import Filter
from service.answer import Answer, Citation, RefusalReason, Status
from service.client.async_wenju import AsyncWenju
from service.client.errors import (
    AuthenticationFailed,
    ClientError,
    Conflicted,
    ConnectionFailed,
    InvalidRequest,
    JobFailed,
    NotFound,
    NotPermitted,
    Overloaded,
    RateLimited,
    ServerFailed,
    TimedOut,
    UnexpectedReply,
)
from service.client.events import Done, Draft, Event, FoundPassage, ProvenClaim, Retrieval
from service.client.job import Job, JobState
from service.client.results import (
    Article,
    DocumentEntry,
    Evidence,
    Health,
    Intake,
    Proof,
    SearchHit,
    SearchResult,
    StoredDocument,
)
from service.client.wenju import Wenju
from service.question import Role, Turn

__all__ = [
    "Answer",
    "Article",
    "AsyncWenju",
    "AuthenticationFailed",
    "Citation",
    "ClientError",
    "Conflicted",
    "ConnectionFailed",
    "DocumentEntry",
    "Done",
    "Draft",
    "Event",
    "Evidence",
    "Filter",
    "FoundPassage",
    "Health",
    "Intake",
    "InvalidRequest",
    "Job",
    "JobFailed",
    "JobState",
    "NotFound",
    "NotPermitted",
    "Overloaded",
    "Proof",
    "ProvenClaim",
    "RateLimited",
    "RefusalReason",
    "Retrieval",
    "Role",
    "SearchHit",
    "SearchResult",
    "ServerFailed",
    "Status",
    "StoredDocument",
    "TimedOut",
    "Turn",
    "UnexpectedReply",
    "Wenju",
    "WenjuError",
]
