"""A server on the loopback address with the habits, good and bad, of servers of documents."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 2000


@dataclass
class Site:
    """What the server has, how it behaves, and what it was asked."""

    files: dict[str, bytes] = field(default_factory=dict)
    break_after: dict[str, list[int]] = field(default_factory=dict)
    """For a path: after how many bytes the connection breaks, at each request in turn."""
    busy: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    """For a path: status and Retry-After of the answers that come before the file."""
    redirects: dict[str, str] = field(default_factory=dict)
    ranges: bool = True
    """Whether a part of a file can be had."""
    tag: str = '"one"'
    requests: list[tuple[str, str | None]] = field(default_factory=list)
    """Path and Range of each request."""
    open_at_once: int = 0
    most_at_once: int = 0
    address: str = ""


@contextmanager
def serving(site: Site) -> Iterator[Site]:
    """Serve ``site`` while the block runs; its address is in it then."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(site))
    site.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: object) -> None:
            """Keep the tests' output quiet."""

        def do_GET(self) -> None:
            with lock:
                site.requests.append((self.path, self.headers.get("Range")))
                site.open_at_once += 1
                site.most_at_once = max(site.most_at_once, site.open_at_once)
            try:
                self._answer()
            finally:
                with lock:
                    site.open_at_once -= 1

        def _answer(self) -> None:
            if self.path in site.redirects:
                self._head(302, {"Location": site.redirects[self.path]}, 0)
            elif site.busy.get(self.path):
                status, wait = site.busy[self.path].pop(0)
                self._head(status, {"Retry-After": wait} if wait else {}, 0)
            elif self.path not in site.files:
                self._head(404, {}, 0)
            else:
                self._file(site.files[self.path])

        def _file(self, content: bytes) -> None:
            start, headers = 0, {"ETag": site.tag}
            wanted = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
            same = self.headers.get("If-Range", site.tag) == site.tag
            if wanted and same and site.ranges:
                start = int(wanted[1])
                if start >= len(content):
                    self._head(416, {}, 0)
                    return
                headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
            body = content[start:]
            self._head(206 if start else 200, headers, len(body))
            breaks = site.break_after.get(self.path)
            if breaks:
                self.wfile.write(body[: breaks.pop(0)])
                self.close_connection = True
            else:
                self.wfile.write(body)

        def _head(self, status: int, headers: dict[str, str], length: int) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(length))
            self.end_headers()

    return Handler
