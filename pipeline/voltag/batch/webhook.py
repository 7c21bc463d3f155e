"""Posting verdicts to a webhook, signed as the Standard Webhooks specification has it."""

import base64
import binascii
import hashlib
import hmac
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import urllib3
from urllib3.exceptions import HTTPError, MaxRetryError
from urllib3.util import Retry, Timeout

from voltag.batch.addresses import AGENT, is_loopback
from voltag.batch.telling import Message, TellingError

SECRET = "VOLTAG_WEBHOOK_SECRET"
"""The environment variable with the secret that messages are signed with."""

_PREFIX = "whsec_"
_SHORTEST = 24
"""Bytes of a secret, at least (Standard Webhooks, "Signature scheme")."""
_BUSY = (429, 502, 503, 504)
"""Answers after which the same message is sent again at once (RFC 9110, RFC 6585)."""
_RETRIES = 2
_PAUSE = 0.5
"""Seconds before the first repetition; doubled before each further one."""
_LONGEST_PAUSE = 5.0


class WebhookError(Exception):
    """An address or a secret that cannot be used; the message says why and what to do."""


class Webhook:
    """A webhook; a :class:`voltag.batch.telling.Channel`.

    Args:
        url: Its address: https, or http on this machine.
        seconds: How long it may take to answer.
        secret: What messages are signed with; None to send them without a signature.
        clock: Tells the time, in seconds since 1970.

    Raises:
        WebhookError: the address or the secret cannot be used.
    """

    def __init__(
        self,
        url: str,
        *,
        seconds: float,
        secret: str | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.host = _checked(url)
        """The host and port; the rest of the address may be a secret, and is never shown."""
        self._url = url
        self._key = None if secret is None else _key(secret)
        self._clock = clock
        self._pool = urllib3.PoolManager(
            maxsize=1,
            timeout=Timeout(total=seconds),
            # No redirect is followed: what is posted must not go where nobody sent it.
            retries=Retry(
                total=_RETRIES,
                redirect=False,
                status_forcelist=_BUSY,
                allowed_methods=None,
                backoff_factor=_PAUSE,
                backoff_max=_LONGEST_PAUSE,
                respect_retry_after_header=False,
                raise_on_status=False,
                raise_on_redirect=False,
            ),
        )

    @property
    def name(self) -> str:
        """Name of the channel: a hash, for the address may be a secret."""
        return "webhook " + hashlib.sha256(self._url.encode()).hexdigest()[:16]

    def tell(self, message: Message) -> None:
        """Post the verdict.

        Raises:
            TellingError: it could not be delivered.
        """
        body = message.line.encode("utf-8")
        try:
            # What the receiver says beside its status is not waited for.
            response = self._pool.request(
                "POST",
                self._url,
                body=body,
                headers=self._headers(message.id, body),
                preload_content=False,
            )
            response.close()
        except HTTPError as error:
            reason = error.reason if isinstance(error, MaxRetryError) else error
            raise TellingError(
                f"{self.host} cannot be reached ({type(reason).__name__})", reached=False
            ) from error
        if 300 <= response.status < 400:
            raise TellingError(
                f"{self.host} answered {response.status}, a redirect, which is not followed; give"
                " its final address",
                reached=True,
            )
        if not 200 <= response.status < 300:
            raise TellingError(f"{self.host} answered {response.status}", reached=True)

    def _headers(self, message_id: str, body: bytes) -> dict[str, str]:
        moment = str(int(self._clock()))
        headers = {
            "Content-Type": "application/json",
            "User-Agent": AGENT,
            "webhook-id": message_id,
            "webhook-timestamp": moment,
        }
        if self._key is not None:
            signed = f"{message_id}.{moment}.".encode() + body
            digest = hmac.digest(self._key, signed, "sha256")
            headers["webhook-signature"] = "v1," + base64.b64encode(digest).decode("ascii")
        return headers


def _checked(url: str) -> str:
    """Return the host and port of an address that may be used."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise WebhookError(f"--webhook: the address cannot be read ({error})") from error
    if parts.scheme not in ("https", "http") or not host:
        raise WebhookError("--webhook: the address must begin with https://")
    if parts.username is not None or parts.password is not None:
        raise WebhookError(
            "--webhook: the address has a name or password in it, which is not sent; take it out,"
            f" and have the receiver check the signature ({SECRET})"
        )
    if parts.scheme == "http" and not is_loopback(host):
        raise WebhookError(
            f"--webhook: http://{host} is another machine, and anybody on the way could read and"
            " change what is sent; use https"
        )
    return parts.netloc


def _key(secret: str) -> bytes:
    """The bytes of a secret: in base64 after ``whsec_``, else as they stand."""
    try:
        if secret.startswith(_PREFIX):
            key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
        else:
            key = secret.encode("utf-8")
    except (binascii.Error, ValueError) as error:
        raise WebhookError(f"{SECRET}: what follows {_PREFIX} is not base64") from error
    if len(key) < _SHORTEST:
        raise WebhookError(
            f"{SECRET}: has {len(key)} bytes, too few to be safe; give at least {_SHORTEST}, such"
            " as `openssl rand -hex 32` prints"
        )
    return key
