"""Organisations and other names as candidates."""

import re
from collections.abc import Iterator

from index.gazetteer import Gazetteer
from index.pattern import lazy_pattern
from index.span import Span
from service.reader.candidate import Candidate
from service.reader.expectation import Expectation

_BODY_SUFFIX = (
    "有限责任公司|股份有限公司|有限公司|公司|集团|大学|学院|中学|小学|学校|医院|银行|研究院|研究所|中心|协会|总会|基金会|"
    "合作社|委员会|发改委|管委会|日报|晚报|报社|电视台|总社|[\u4e00-\u9fff]局|[\u4e00-\u9fff]委|企业|平台|组织|总工会|商会|联盟|工厂|园区|产业园"
)
_BODY = lazy_pattern(
    rf"[\u4e00-\u9fffa-z0-9()·]{{2,24}}?(?:{_BODY_SUFFIX})(?![\u4e00-\u9fff]?(?:公司|集团|中心))"
)
BODY_LEAD = lazy_pattern(
    r"^.*(?:(?<!合)与|(?<!共)和|由|向|从|是|为|在|给|被|将|对|引进|引入|落地|来自|包括|会同|依托|经|据|到|了|让|如|即|等|及|以及|联合|的|选择|指导|引导|协调|促成|签约|牵手|携手|联合|支持|邀请|日前|近日)(?=[\u4e00-\u9fffa-z]{2})"
)


def organisations(text: str, _: Expectation, gazetteer: Gazetteer) -> Iterator[Candidate]:
    """Yield what ends like a company, school, office or other body."""
    for match in _BODY.finditer(text):
        lead = BODY_LEAD.match(match.group())
        start = match.start() + (lead.end() if lead else 0)
        places = [p.start for p in gazetteer.find(match.group()) if match.start() + p.start > start]
        for begin in {start, *(match.start() + place for place in places[:1])}:
            span = Span(begin, match.end())
            if len(span) > 2:
                yield Candidate(span, 1.0 if len(span) > 4 else 0.7)


_QUOTED = lazy_pattern(r"[“\"「『《‘'](?P<name>[^”\"」』》’',。;:]{2,24})[”\"」』》’']")


def names(text: str, expectation: Expectation, _: Gazetteer) -> Iterator[Candidate]:
    """Yield what stands in quotation marks, and what ends in the thing asked about."""
    for match in _QUOTED.finditer(text):
        yield Candidate(Span(*match.span("name")), 1.0)
    head = re.sub(r"[^\u4e00-\u9fff].*", "", expectation.head)[:4]
    if len(head) >= 2:
        for match in re.finditer(rf"[\u4e00-\u9fffa-z0-9·]{{2,20}}?{re.escape(head)}", text):
            lead = BODY_LEAD.match(match.group())
            yield Candidate(Span(match.start() + (lead.end() if lead else 0), match.end()), 0.8)
