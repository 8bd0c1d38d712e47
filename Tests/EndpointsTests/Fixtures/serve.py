"""An endpoint on this machine for the tests: prints its port, and answers by path until its stdin ends.

/judge scores answers with "hate" at 3 and others at 97, with probabilities; /texts the same without; /moved sends elsewhere,
/slow takes ten seconds, /busy answers 429 every other time, /html is none.
"""
import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

asked = {"busy": 0, "elsewhere": 0}


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *arguments):
        pass

    def send(self, status, body, **headers):
        data = body.encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        asked["elsewhere"] += 1
        self.send(200, "{}")

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        text = body["messages"][0]["content"]
        score = "90" if "make sense" in text else "3" if "hate" in text.split("Answer:")[-1].lower() else "97"
        kind = self.path.split("/")[1]
        if kind == "moved":
            self.send(302, "", Location="/elsewhere")
        elif kind == "elsewhere":
            asked["elsewhere"] += 1
            self.send(200, "{}")
        elif kind == "count":
            self.send(200, json.dumps({"choices": [{"message": {"content": str(asked["elsewhere"])}}]}))
        elif kind == "html":
            self.send(200, "<html>hello</html>")
        else:
            if kind == "slow":
                time.sleep(10)
            if kind == "busy":
                asked["busy"] += 1
                if asked["busy"] % 2:
                    return self.send(429, "", Retry_After="0")
            choice = {"message": {"content": score}}
            if kind != "texts":
                likely = [{"token": score, "logprob": -0.1}, {"token": "50", "logprob": -4.0}]
                choice["logprobs"] = {"content": [{"token": score, "logprob": -0.1, "top_logprobs": likely}]}
            self.send(200, json.dumps({"choices": [choice]}))


class Server(ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        """Who hangs up is no fault of the server's."""


server = Server(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_port, flush=True)
sys.stdin.read()
