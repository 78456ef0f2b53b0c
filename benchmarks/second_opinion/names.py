"""Names, contacts and registrations as the specification reads them: which stand for nobody."""

from __future__ import annotations

import re

_NOT_KNOWN = (
    r"unknown|tb[acdn]|to be [a-z]+|vacan(?:t|cy)|nobody|no one|no name|un(?:named|assigned|allocated|sure)"
    r"|await(?:ing|ed)|not (?:known|yet|sure|applicable|recorded|given|stated|assigned|allocated)"
)
_NOT_THERE = (
    r"leaver|retired|resigned|dismissed|deceased|died|no longer|struck off|removed from the register|lapsed|suspended"
    r"|on leave|(?:maternity|paternity|annual|sick) leave|off sick|long term sick|career break|transferred|emigrated"
    r"|made redundant|(?:ex|former) employee"
)
_ALSO_SURNAMES = r"gone|left|none|dead|moved"
_SAID = re.compile(rf"\b(?:{_NOT_KNOWN}|{_NOT_THERE})\b")
_SURNAME = re.compile(rf"\b(?:{_ALSO_SURNAMES})\b")
_BLANK = re.compile(
    r"(?:\b(?:x+|n a|na|nil|null|any(?:one|body)?|some(?:one|body)|various|whoever|pending|to follow)\b ?)+"
)
_POST = (
    r"(?:duty |on duty |senior |deputy |agency |bank |district |community |registered |ward |night |day )*"
    r"(?:nurses?|agency|staff|team|registrant|manager|lead|locum|care worker|carers?|gp|rota|coordinator|supervisor)"
    r"(?: (?:on call|on duty|in charge))?"
)
_POSTS = re.compile(rf"(?:the |a |our )?{_POST}(?: (?:{_NOT_KNOWN}|{_NOT_THERE}|{_ALSO_SURNAMES}))*")
_TITLE = re.compile(r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sr)$|[A-Z]$")
_RING = re.compile(r"\d{5,}")


_STYLE = re.compile(
    r"\b(?:mr|mrs|ms|miss|mx|dr|prof|sr|r[gm]?n|rnld|rnmh|rscn|rnc|rm|nmc|[bm]sc|hons|qn|dn|nurse|registered|district"
    r"|community|senior|lead|sister|matron|manager)\b"
)


def person_said(text: str) -> str:
    """Who is meant, however they are styled: "Mrs Wes Sample, RN (bank)" and "Sample, Wes" are "wes sample"."""
    said = re.sub(r"\([^)]*(\)|$)", " ", text.casefold())
    parts = [" ".join(_STYLE.sub(" ", _plain(part)).split()) for part in said.split(",")]
    parts = [part for part in parts if part]
    return " ".join([*parts[1:], *parts[:1]]) or _plain(text)


def is_name(text: str) -> bool:
    """Whether somebody is named who is there."""
    words = _plain(re.sub(r"\d", " ", text))
    return any(map(str.isalpha, words)) and not _POSTS.fullmatch(words) and not says_gone(text)


def says_gone(text: str) -> bool:
    """Whether a name or contact says that there is nobody, is a mere post, or tells of somebody not known or gone."""
    words = _plain(text)
    if _BLANK.fullmatch(words) or _POSTS.fullmatch(words) or _SAID.search(words):
        return True
    return any(_is_no_surname(part) for part in re.split(r"[,;:()]|\s[-–]+\s", text))


def _is_no_surname(part: str) -> bool:
    """Whether "gone", "left" or the like is said in a part of a text, and not as the surname after one forename."""
    if not _SURNAME.search(_plain(part)):
        return False
    words = [word for word in re.split(r"[\s.]+", part) if word]
    while len(words) > 1 and (_RING.search(words[-1]) or re.fullmatch(r"[A-Z]{2,4}", words[-1])):
        if _SURNAME.fullmatch(words[-1].casefold()):
            break
        words.pop()
    if _SURNAME.search(" ".join(_plain(word) for word in words[:-1])) or len(words) < 2:
        return True
    last, first = words[-1], [word for word in words[:-1] if not _TITLE.match(word)]
    capital = all(word[0].isupper() for word in words) and (not last.isupper() or all(word.isupper() for word in first))
    return len(first) > 1 or not capital or _POSTS.fullmatch(_plain(" ".join(words[:-1]))) is not None


def reaches_somebody(contact: str) -> bool:
    """Whether a contact is more than blanks and marks, and does not say that there is nobody."""
    return any(map(str.isalnum, contact)) and not says_gone(contact)


def is_registered_as(text: str) -> bool:
    """Whether a registration is a number in force, as far as its own words go."""
    not_yet = re.search(r"\b(?:none|pending|appl(?:ied|ying|ication)|student)\b", _plain(text))
    stands = any(map(str.isdigit, text)) and not is_registered_no_more(text)
    return stands and not not_yet and not re.search(rf"\b(?:{_NOT_KNOWN})\b", _plain(text))


def is_registered_no_more(text: str) -> bool:
    """Whether a registration says that it has ended, or that somebody is gone; that is known, and never waived."""
    over = r"gone|left|dead|moved|expired|ended|revoked|cancell?ed|withdrawn|erased|overdue|surrendered"
    return re.search(rf"\b(?:{_NOT_THERE}|{over})\b", _plain(text)) is not None


def _plain(text: str) -> str:
    return " ".join("".join(sign if sign.isalnum() else " " for sign in text.casefold()).split())
