"""An identity service of the tests' own: real HTTP, signed tokens, no other purpose (OpenID Connect, code flow)."""

import json
import threading
import time
from base64 import urlsafe_b64encode
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT = "gongkai"
SECRET = "a secret of the tests"


class IdentityService:
    """Answers discovery, keys, authorisation and token; ``claims`` and ``key`` can be bent to test the client."""

    def __init__(self):
        self.key = RSAKey.generate_key(2048, {"kid": "k1"})
        self.published = self.key
        self.claims = {"sub": "3701", "name": "张三"}
        self.asked = {}
        service = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *args):
                pass

            def do_GET(self):
                service.get(self)

            def do_POST(self):
                length = int(self.headers["Content-Length"])
                service.token(self, parse_qs(self.rfile.read(length).decode()))

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def get(self, handler):
        path = urlsplit(handler.path)
        if path.path == "/.well-known/openid-configuration":
            _json(
                handler,
                {
                    "issuer": self.issuer,
                    "authorization_endpoint": f"{self.issuer}/authorize",
                    "token_endpoint": f"{self.issuer}/token",
                    "jwks_uri": f"{self.issuer}/keys",
                    "id_token_signing_alg_values_supported": ["RS256"],
                },
            )
        elif path.path == "/keys":
            _json(handler, {"keys": [self.published.as_dict(private=False)]})
        else:
            asked = {name: values[0] for name, values in parse_qs(path.query).items()}
            self.asked["code-1"] = asked
            handler.send_response(302)
            back = urlencode({"code": "code-1", "state": asked["state"]})
            handler.send_header("Location", f"{asked['redirect_uri']}?{back}")
            handler.end_headers()

    def token(self, handler, form):
        asked = self.asked.pop(form["code"][0], None)
        challenge = (
            urlsafe_b64encode(sha256(form["code_verifier"][0].encode()).digest()).rstrip(b"=").decode()
        )
        if asked is None or asked["code_challenge"] != challenge:
            _json(handler, {"error": "invalid_grant"}, 400)
            return
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        token = jwt.encode({"alg": "RS256", "kid": "k1"}, {**claims, **self.claims}, self.key)
        _json(handler, {"access_token": "x", "token_type": "Bearer", "expires_in": 300, "id_token": token})


def _json(handler, content, status=200):
    body = json.dumps(content).encode()
    handler.send_response(status)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)
