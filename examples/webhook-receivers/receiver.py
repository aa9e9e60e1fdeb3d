# A webhook receiver in Python, without packages: SHARED_KEY=… PORT=8000 python3 receiver.py
import base64
import hashlib
import hmac
import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SHARED_KEY = os.environ["SHARED_KEY"]


def verify(key: str, body: bytes, header: str) -> bool:
    """Tells whether X-JWS-Signature signs exactly these bytes, in either form. The protected header names the form."""
    try:
        protected, payload, signature = header.split(".")
        form = decode(protected)
    except ValueError:
        return False
    if payload != "":
        return False
    if form == b'{"alg":"HS256","b64":false,"crit":["b64"]}':
        # signature_form "rfc7797": the key is decoded, the body signed as it is.
        secret, signed = decode(key.removeprefix("whsec_")), body
    elif form == b'{"alg":"HS256"}':
        # signature_form "compact": the key is its text, the body signed as base64url.
        secret, signed = key.encode(), encode(body)
    else:
        return False
    expected = hmac.new(secret, protected.encode() + b"." + signed, hashlib.sha256).digest()
    return hmac.compare_digest(encode(expected), signature.encode())


def decode(text: str) -> bytes:
    text = text.rstrip("=").replace("+", "-").replace("/", "_")
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def encode(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if not verify(SHARED_KEY, body, self.headers.get("X-JWS-Signature", "")):
            self.answer(401)
            return
        activity = json.loads(body)
        print(self.headers["webhook-id"], activity["type"], flush=True)
        self.answer(204)

    def answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()


server = ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "8000"))), Receiver)
print(f"listening on {server.server_address[1]}", flush=True)
server.serve_forever()
