"""Chinese is the UI's language for whoever has not chosen one."""

import asyncio

import pytest

from onesource.runtime.ui_language import LINE, ChineseByDefault

PAGE = b"<html><head><title>x</title></head></html>"


def answer(body, content_type=b"text/html; charset=utf-8", accept=b"text/html,*/*", **more):
    sent = []

    async def app(scope, receive, send):
        headers = [(b"content-type", content_type), (b"content-length", b"%d" % len(body))]
        headers += [(name.encode(), value) for name, value in more.items()]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body[:9], "more_body": True})
        await send({"type": "http.response.body", "body": body[9:]})

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "headers": [(b"accept", accept)]}
    asyncio.run(ChineseByDefault(app)(scope, None, send))
    return dict(sent[0]["headers"]), b"".join(message.get("body", b"") for message in sent)


def test_a_page_gets_the_line_first_in_its_head():
    headers, body = answer(PAGE)
    assert body == PAGE.replace(b"<head>", b"<head>" + LINE)
    assert int(headers[b"content-length"]) == len(body)


def test_a_choice_already_made_stands():
    assert b"getItem('i18nextLng')||" in LINE


@pytest.mark.parametrize(
    ("content_type", "accept"),
    [(b"application/json", b"text/html"), (b"text/html", b"application/json")],
)
def test_whatever_is_no_page_passes_untouched(content_type, accept):
    headers, body = answer(PAGE, content_type, accept)
    assert body == PAGE
    assert headers[b"content-length"] == b"%d" % len(PAGE)


def test_a_page_with_a_policy_of_its_own_passes_untouched():
    headers, body = answer(PAGE, **{"content-security-policy": b"script-src 'self'"})
    assert body == PAGE
    assert headers[b"content-length"] == b"%d" % len(PAGE)
