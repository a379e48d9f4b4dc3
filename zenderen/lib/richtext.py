"""Text with light markup (Markdown) for the screen and for print: paragraphs, headings, lists, tables, links.

Markdown without raw HTML first, an allow-list of elements after: either alone would do, and neither is trusted.
"""

from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

ELEMENTS = {
    "p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "strong", "em", "del", "blockquote", "ul", "ol", "li", "a",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "th": {"scope"}}
SCHEMES = {"https", "http", "mailto", "tel"}

_markdown = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable(["table", "strikethrough"])
_markdown.disable(["code", "fence", "image", "html_block", "html_inline"])


@lru_cache(512)  # the same texts are read again and again, and parsing costs milliseconds
def render(text: str, *, top: int = 2) -> SafeString:
    """HTML of ``text``; its highest heading becomes ``top`` (2: under the title of the page)."""
    tokens = _markdown.parse(text or "")
    levels = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
    shift = top - min(levels, default=top)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + shift)}"
        elif token.type == "th_open":
            token.attrs = {"scope": "col"}
        elif token.type == "td_open":
            token.attrs = {}
    html = _markdown.renderer.render(tokens, _markdown.options, {})
    clean = nh3.clean(html, tags=ELEMENTS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener")
    return mark_safe(clean)  # noqa: S308 - that is what was cleaned here
