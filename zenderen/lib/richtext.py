"""Text with light markup (Markdown) for the screen and for print: paragraphs, headings, lists, tables, links.

Markdown without raw HTML first, an allow-list of elements after: either alone would do, and neither is trusted.
"""

import re
from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

ELEMENTS = {
    "p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "strong", "em", "del", "blockquote", "ul", "ol", "li", "a",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "th": {"scope"}}
IMG = {"img": {"src", "alt", "loading"}}
SCHEMES = {"https", "http", "mailto", "tel"}
PICTURE = re.compile(r"/beelden/\d+/[0-9a-f]{64}\.jpg")  # pictures are shown from our own address alone

_markdown = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable(["table", "strikethrough"])
_markdown.disable(["code", "fence", "image", "html_block", "html_inline"])
_illustrated = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable(["table", "strikethrough"])
_illustrated.disable(["code", "fence", "html_block", "html_inline"])


@lru_cache(512)  # the same texts are read again and again, and parsing costs milliseconds
def render(text: str, *, top: int = 2, pictures: bool = False) -> SafeString:
    """HTML of ``text``; its highest heading becomes ``top`` (2: under the title of the page).

    ``pictures``: with the pictures that the network manager put in; of any other only the words remain.
    """
    markdown = _illustrated if pictures else _markdown
    tokens = markdown.parse(text or "")
    levels = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
    shift = top - min(levels, default=top)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + shift)}"
        elif token.type == "th_open":
            token.attrs = {"scope": "col"}
        elif token.type == "td_open":
            token.attrs = {}
        elif token.children:
            token.children = [_own(child) for child in token.children]
    html = markdown.renderer.render(tokens, markdown.options, {})
    elements, attributes = (ELEMENTS | {"img"}, ATTRIBUTES | IMG) if pictures else (ELEMENTS, ATTRIBUTES)
    clean = nh3.clean(html, tags=elements, attributes=attributes, url_schemes=SCHEMES, link_rel="noopener")
    return mark_safe(clean)  # noqa: S308 - that is what was cleaned here


def _own(token: Token) -> Token:
    """The token itself, or for a picture from elsewhere the words that stand for it."""
    if token.type != "image":
        return token
    if PICTURE.fullmatch(str(token.attrs.get("src", ""))):
        token.attrs = {"src": token.attrs["src"], "alt": "", "loading": "lazy"}
        return token
    return Token("text", "", 0, content=token.content)
