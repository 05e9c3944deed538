#!/usr/bin/env python3
"""A bot that sells: it places an order, hands the payment link on, and hears by webhook that it is paid.

It needs nothing but Python 3.9 and a key that opens `read`, `orders` and `admin`:

    KASSA_URL=https://shop.example KASSA_KEY=kassa_… BOT_URL=https://bot.example/hook \
        python3 bot.py Steve_01 "Алмаз" 4 2

BOT_URL is where the shop reaches this bot; it listens on BOT_LISTEN (127.0.0.1:8090). It prints one line of JSON for each
thing that happens, and ends when the order is paid.
"""

import base64
import hashlib
import hmac
import http.server
import json
import os
import queue
import sys
import threading
import time
import urllib.request
import uuid

SHOP = os.environ["KASSA_URL"].rstrip("/")
KEY = os.environ["KASSA_KEY"]
LISTEN = os.environ.get("BOT_LISTEN", "127.0.0.1:8090")
# How far a webhook's time may be off, in seconds: an older one may be a replay.
TOLERANCE = 300


def ask(method, path, body=None, once=None):
    """Asks the shop. `once` names the request, so that sending it again does nothing twice."""
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
    if once:
        headers["Idempotency-Key"] = once
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{SHOP}/api/v1{path}", data, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            text = answer.read()
            return json.loads(text) if text else None
    except urllib.error.HTTPError as refusal:
        # Problem details, RFC 9457: `type` for us, `detail` for people.
        problem = json.loads(refusal.read())
        sys.exit(f"{method} {path}: {problem['type']}: {problem['detail']} {problem.get('errors', '')}")


def is_from_shop(secret, headers, body):
    """Verifies a webhook as https://www.standardwebhooks.com has it."""
    sent = headers.get("webhook-timestamp", "")
    if not sent.isdigit() or abs(time.time() - int(sent)) > TOLERANCE:
        return False
    signed = f"{headers.get('webhook-id', '')}.{sent}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    wanted = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    # While a secret is changed there are two signatures.
    signatures = headers.get("webhook-signature", "").split()
    return any(hmac.compare_digest(f"v1,{wanted}", each) for each in signatures)


class Receiver(http.server.BaseHTTPRequestHandler):
    secret = None
    news = queue.Queue()

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        genuine = self.secret is not None and is_from_shop(self.secret, self.headers, body)
        if genuine:
            # What is done about it is done after the answer: the shop waits for 10 s.
            self.news.put((self.headers["webhook-id"], json.loads(body)))
        self.send_response(204 if genuine else 401)
        self.end_headers()

    def log_message(self, *_):
        pass


def say(what, **more):
    print(json.dumps({"what": what, **more}, ensure_ascii=False), flush=True)


def main():
    nickname, name, price, quantity = sys.argv[1:5]
    host, _, port = LISTEN.rpartition(":")
    server = http.server.ThreadingHTTPServer((host, int(port)), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    hook = os.environ.get("BOT_URL", f"http://{host}:{server.server_port}/hook")

    wanted = {
        "items": [{"name": name, "price": int(price), "quantity": int(quantity)}],
        "customer": {"nickname": nickname},
    }
    order = ask("POST", "/orders", wanted, once=str(uuid.uuid4()))
    # Of this one order, and before anybody has its link: nothing happens unheard.
    endpoint = ask(
        "POST",
        "/webhooks",
        {"url": hook, "events": ["paid", "cancelled", "expired"], "order": order["uid"]},
        once=str(uuid.uuid4()),
    )
    Receiver.secret = endpoint["secret"]
    say("pay", uid=order["uid"], sum=order["payment"]["sum"], url=order["payment"]["url"])

    seen = set()
    while True:
        webhook_id, told = Receiver.news.get()
        # At least once: the same may come again.
        if webhook_id in seen:
            continue
        seen.add(webhook_id)
        say(told["type"], uid=told["data"]["order"])
        if told["data"]["order"] == order["uid"]:
            break
    # A webhook tells that something happened; what is true now, the shop knows.
    order = ask("GET", f"/orders/{order['uid']}")
    say("done", uid=order["uid"], status=order["status"], paid=order["paid"])
    ask("DELETE", f"/webhooks/{endpoint['id']}")
    sys.exit(0 if order["status"] == "paid" else 1)


if __name__ == "__main__":
    main()
