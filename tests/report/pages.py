"""Reading pages strictly."""

from html.parser import HTMLParser

VOID = {"meta", "link", "br", "img", "input", "hr", "source", "base", "col", "wbr", "embed"}
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&amp;</title></blockquote>"


class Page(HTMLParser):
    """Reads a page strictly: every tag that opens is closed, in order."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.marks: list[str] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self._open.append(tag)
        if tag == "mark":
            self.marks.append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not {"style", "script"} & set(self._open):
            self.text += data
        if "mark" in self._open:
            self.marks[-1] += data

    def values(self, name: str) -> list[str]:
        """The values of an attribute, wherever it stands."""
        return [value for _, attribute, value in self.attributes if attribute == name]


def asks_nothing_of_the_network(page: Page, text: str) -> None:
    """Assert that nothing in a page makes a browser ask for anything outside it."""
    assert set(page.tags).isdisjoint(
        {"link", "iframe", "object", "embed", "base", "video", "audio"}
    )
    loaded = [value for name in ("src", "srcset", "data", "poster", "action") for value in
              page.values(name)]  # fmt: skip
    assert all(value.startswith("data:image/png;base64,") for value in loaded)
    linked = [*page.values("href"), *page.values("xlink:href")]
    assert all(value.startswith("#") for value in linked)
    assert "@import" not in text
    policy = next(value for value in page.values("content") if "default-src" in value)
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline';")
    assert "http" not in policy
