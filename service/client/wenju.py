"""The client that waits for its answers."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import httpx

from index.filter import Filter
from service.answer import Answer
from service.client import call as calls
from service.client.backoff import Backoff
from service.client.call import Call
from service.client.connection import (
    DEFAULT_ADDRESS,
    DEFAULT_TIMEOUT,
    Address,
    is_stream,
    no_stream,
    payload_of,
    request_options,
    translated,
)
from service.client.errors import ClientError, Overloaded
from service.client.events import Event, EventReader
from service.client.job import Job
from service.client.results import (
    Article,
    DocumentEntry,
    Evidence,
    Health,
    Intake,
    Proof,
    SearchResult,
    StoredDocument,
)
from service.question import Turn

Result = TypeVar("Result")


class Wenju:
    """A wenju service, asked over HTTP.

    Methods raise `ClientError`s (see `service.client.errors`). What was turned away with 429
    or 503, or never arrived, is tried again, after as long as the service asks for.

    Args:
        base_url: The service's address.
        api_key: A key of the service, where it asks for one.
        timeout: Seconds to wait for an answer.
        retries: How often a request is sent again, at most; 0 for never.
        transport: What carries requests; httpx's own by default.
        sleep: Waits between tries and between looks at a job.
    """

    def __init__(
        self,
        base_url: str = DEFAULT_ADDRESS,
        *,
        api_key: str | None = None,
        timeout: float = DEFAULT_TIMEOUT,
        retries: int = 2,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._address = Address(base_url, api_key, timeout)
        self._backoff = Backoff(retries)
        self._sleep = sleep
        self._http = httpx.Client(**self._address.options(), transport=transport)

    def __enter__(self) -> "Wenju":
        """Return the client; it is closed at the end of the `with`."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the client."""
        self.close()

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def ask(
        self, question: str, *, history: Sequence[Turn] = (), filter: Filter | None = None
    ) -> Answer:
        """Answer a question with its proof; a refusal is an answer too.

        Args:
            question: In Simplified or Traditional Chinese or in English.
            history: Earlier turns, oldest first.
            filter: Answer from these documents only.
        """
        return self._send(calls.ask_call(question, history, filter))

    def ask_stream(
        self, question: str, *, history: Sequence[Turn] = (), filter: Filter | None = None
    ) -> Iterator[Event]:
        """Answer a question, and tell how far it is; the last event is `Done`.

        Only what is verified is sent, so nothing that was shown has to be taken back.

        Args:
            question: In Simplified or Traditional Chinese or in English.
            history: Earlier turns, oldest first.
            filter: Answer from these documents only.
        """
        call = calls.ask_call(question, history, filter)
        response = self._tried(lambda: self._open_stream(call), call)
        reader = EventReader()
        try:
            with translated(self._address.base_url):
                for line in response.iter_lines():
                    if (event := reader.read(line)) is not None:
                        yield event
        finally:
            response.close()
        reader.check_end()

    def search(self, query: str, *, limit: int = 10, filter: Filter | None = None) -> SearchResult:
        """Return the passages that fit a query, best first; at most `limit`, up to 100."""
        return self._send(calls.search_call(query, limit, filter))

    def verify(
        self, answer: str, documents: Sequence[str | Evidence], *, question: str | None = None
    ) -> Proof:
        """Hold an answer, whoever wrote it, against documents.

        Args:
            answer: A key `[n]` behind a statement names the n-th document.
            documents: Ids of documents of the store, or texts of your own.
            question: What is answered, if anything: its subject is checked too.
        """
        return self._send(calls.verify_call(answer, documents, question))

    def documents(
        self, *, filter: Filter | None = None, query: str | None = None
    ) -> Iterator[DocumentEntry]:
        """Go through what the store holds of a filter, in the order it was added.

        Args:
            filter: Only these documents.
            query: Words that title, source, author or id hold, all of them.
        """
        if calls.lets_nothing_through(filter):
            return
        offset: int | None = 0
        while offset is not None:
            page = self._send(calls.documents_call(filter, query, offset))
            yield from page.entries
            offset = page.next_offset(offset)

    def document(self, document_id: str) -> StoredDocument:
        """Return a document with the original text that citations index.

        Raises:
            NotFound: There is none of that id.
        """
        return self._send(calls.document_call(document_id))

    def add(
        self,
        articles: Iterable[Article],
        *,
        collection: str | None = None,
        on_progress: Callable[[Job], None] | None = None,
    ) -> Intake:
        """Put texts into the store, all in one change; done twice it changes nothing more.

        Args:
            articles: The texts.
            collection: Where they belong; None for the service's choice: `default`, or the
                only collection that the key is bound to.
            on_progress: Told how far it is: the service then works in the background, and
                no request waits for it to end.

        Raises:
            JobFailed: They were taken on, and could not be put into the store.
        """
        return self._taken(calls.add_call(tuple(articles), collection), on_progress)

    def add_files(
        self,
        files: Iterable[str | Path | calls.File],
        *,
        collection: str | None = None,
        on_progress: Callable[[Job], None] | None = None,
    ) -> Intake:
        """Upload files of the kinds that `wenju ingest` reads; a file's id is its name.

        Args:
            files: Paths, or names with their bytes.
            collection: Where their documents belong; None as for `add`.
            on_progress: As for `add`.

        Raises:
            InvalidRequest: None of them can be read.
            JobFailed: The same, of a job.
            OSError: A path cannot be read here.
        """
        return self._taken(calls.add_files_call(files, collection), on_progress)

    def remove(self, document_ids: Sequence[str]) -> int:
        """Take documents out, all or none of them.

        Returns:
            The store's generation afterwards.

        Raises:
            NotFound: Some are not in the store; nothing was removed.
        """
        return self._send(calls.remove_call(document_ids))

    def jobs(self) -> tuple[Job, ...]:
        """Return the jobs of the caller's key, oldest first; those that ended long ago are gone."""
        return self._send(calls.jobs_call())

    def job(self, job_id: str) -> Job:
        """Return a job as it stands.

        Raises:
            NotFound: There is none of that id, or it ended long ago.
        """
        return self._send(calls.job_call(job_id))

    def cancel(self, job_id: str) -> Job:
        """Cancel a job: its documents are added all or not at all; one that is over stays.

        Raises:
            NotFound: There is none of that id, or it ended long ago.
        """
        return self._send(calls.cancel_call(job_id))

    def health(self) -> Health:
        """Say whether the service can answer.

        Raises:
            ConnectionFailed: Nobody is there.
        """
        call = calls.health_call()
        try:
            return call.result(self._exchange(call))
        except Overloaded as error:
            return Health(ready=False, problem=str(error))

    def _taken(self, call: Call[Intake], on_progress: Callable[[Job], None] | None) -> Intake:
        """Return what became of documents; with somebody to tell, of a job."""
        if on_progress is None:
            return self._send(call)
        job = self._send(calls.as_job(call))
        on_progress(job)
        while not job.over:
            self._sleep(calls.JOB_SECONDS)
            job = self._send(calls.job_call(job.id))
            on_progress(job)
        return job.result()

    def _send(self, call: Call[Result]) -> Result:
        return self._tried(lambda: call.result(self._exchange(call)), call)

    def _tried(self, attempt: Callable[[], Result], call: Call[Any]) -> Result:
        """Return what an attempt gives, repeated as far as that may help."""
        tried = 0
        while True:
            tried += 1
            try:
                return attempt()
            except ClientError as error:
                wait = self._backoff.wait(error, tried=tried, repeatable=call.repeatable)
                if wait is None:
                    raise
            self._sleep(wait)

    def _exchange(self, call: Call[Any]) -> object:
        with translated(self._address.base_url):
            request = self._http.build_request(**request_options(call))
            response = self._http.send(request)
        return payload_of(response)

    def _open_stream(self, call: Call[Any]) -> httpx.Response:
        """Return a response whose events can be read; any other was read and is closed."""
        with translated(self._address.base_url):
            options = request_options(call, accept="text/event-stream")
            response = self._http.send(self._http.build_request(**options), stream=True)
            if not is_stream(response):
                response.read()
                raise no_stream(response)
        return response
