#!/usr/bin/env python3
"""Posts an event, reads both series and follows them live: client.py [EVENT-API [WEB-UI]]"""
import json, os, sys, time, urllib.error, urllib.request, uuid

given = dict(enumerate(sys.argv))
events, web = given.get(1, "http://127.0.0.1:9998"), given.get(2, "http://127.0.0.1:8080")


def call(url, body=None, **headers):
    headers["Authorization"] = "Bearer " + os.environ.get("STREAMPROC_KEY", "none")
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return urllib.request.urlopen(urllib.request.Request(url, body, named), timeout=30)


key = str(uuid.uuid4())  # a repeat with the same key stores the event once
event = json.dumps({"amount": 7.2}).encode()
print(call(events + "/events", event, Idempotency_Key=key, Content_Type="application/json").read())
print(json.load(call(web + "/api/series?step=10s"))["series"])

last = ""  # the id of the last update
while True:
    try:
        for line in call(web + "/api/series/live?step=1s", Last_Event_ID=last):
            field, _, value = line.decode().strip().partition(": ")
            last = value if field == "id" else last
            if field == "data":
                print(json.loads(value), flush=True)
    except (urllib.error.URLError, OSError) as e:
        print(e, file=sys.stderr)
    time.sleep(2)
