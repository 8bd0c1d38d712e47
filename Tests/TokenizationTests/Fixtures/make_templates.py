"""Makes the template goldens: what jinja2 makes of the templates in templates/ and of snippets.py.

    python make_templates.py

The environment is the one that transformers builds (sandboxed, trim_blocks, lstrip_blocks, loop controls, its own
tojson, raise_exception and strftime_now), with the date held at 2024-07-26.
"""
import datetime, glob, json, os
import transformers.utils.chat_template_utils as utils
from make_digest import digest
from snippets import SNIPPETS

HERE = os.path.dirname(os.path.abspath(__file__))


class Held(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls(2024, 7, 26)


utils.datetime = Held
MARK = "⟦said⟧"
TOOLS = [
    {"type": "function", "function": {"name": "get_weather", "description": "Get the weather.", "parameters": {
        "type": "object", "properties": {"city": {"type": "string", "description": "The city's \"name\""},
                                         "days": {"type": "integer", "enum": [1, 2, 3]}}, "required": ["city"]}}},
    {"type": "function", "function": {"name": "add", "description": "Adds <b>two</b> numbers & more.", "parameters": {
        "type": "object", "properties": {"a": {"type": "number"}, "b": {"type": "number"}}, "required": ["a", "b"]}}},
]
SYSTEM = {"role": "system", "content": f"  Be brief. Žluťoučký {MARK} <|im_end|> \"q\" \n"}
USER = {"role": "user", "content": f" Hello,\n world! {MARK} <|im_end|> {{{{x}}}} 👍 "}
ASSISTANT = {"role": "assistant", "content": f"  Sure — <think>hm {MARK}</think> fine. "}
NEXT = {"role": "user", "content": f"And then {MARK}?"}
CALL = {"role": "assistant", "content": "", "tool_calls": [
    {"id": "call12345", "type": "function", "function": {"name": "get_weather", "arguments": {"city": f"Brno {MARK}", "days": 2}}}]}
ANSWER = {"role": "tool", "content": f"{{\"temp\": 21.5, \"x\": \"{MARK}\"}}", "name": "get_weather", "tool_call_id": "call12345"}
CONVERSATIONS = [
    {"name": "one user", "messages": [USER], "prompt": True},
    {"name": "system", "messages": [SYSTEM, USER], "prompt": True},
    {"name": "turns", "messages": [USER, ASSISTANT, NEXT], "prompt": True},
    {"name": "system and turns, finished", "messages": [SYSTEM, USER, ASSISTANT, NEXT, ASSISTANT], "prompt": False},
    {"name": "tools", "messages": [USER], "tools": TOOLS, "prompt": True},
    {"name": "system and tools", "messages": [SYSTEM, USER], "tools": TOOLS, "prompt": True},
    {"name": "tool call", "messages": [SYSTEM, USER, CALL, ANSWER], "tools": TOOLS, "prompt": True},
    {"name": "tool call and answer", "messages": [USER, CALL, ANSWER, ASSISTANT, NEXT], "tools": TOOLS, "prompt": True},
    {"name": "nothing said", "messages": [], "prompt": True},
    {"name": "two users", "messages": [USER, NEXT], "prompt": True},
]


def render(source, conversation):
    try:
        template = utils._compile_jinja_template(source)
        text = template.render(
            messages=conversation["messages"], tools=conversation.get("tools"), documents=None,
            add_generation_prompt=conversation["prompt"], bos_token="<s>", eos_token="</s>")
    except Exception as error:  # every refusal counts, of the parser as of the sandbox
        return None
    return text


def main():
    rendered = {}
    for path in sorted(glob.glob(os.path.join(HERE, "templates", "*.jinja"))):
        source = open(path, encoding="utf-8", newline="").read()
        texts = [render(source, conversation) for conversation in CONVERSATIONS]
        rendered[os.path.basename(path)] = [None if text is None else digest(text) for text in texts]
    small = CONVERSATIONS[3]
    snippets = [{"template": snippet, "text": render(snippet, small)} for snippet in SNIPPETS]
    value = {"conversations": CONVERSATIONS, "rendered": rendered, "snippets": snippets}
    with open(os.path.join(HERE, "templates.json"), "w", encoding="utf-8") as file:
        json.dump(value, file, ensure_ascii=False, indent=None, separators=(",", ":"))
        file.write("\n")


main()
