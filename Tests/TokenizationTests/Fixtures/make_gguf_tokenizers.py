"""Makes the goldens of tokenizers that GGUF files hold.

    python make_gguf_tokenizers.py pre                      writes gguf-pre.json
    python make_gguf_tokenizers.py gemma3 path/to/gemma-3-270m-q4_k_m.gguf   writes gemma3.json

gguf-pre.json: what llama.cpp (xllamacpp), which gives the names in `tokenizer.ggml.pre` their meaning, makes of the texts
under each name, with a vocabulary in which any two bytes merge (`every_pair`), so that where it cuts shows in the ids.
`tokenizers` instead where llama.cpp only comes near what the models' own tokenizers do (`ORIGINALS`).
gemma3.json: what Google's SentencePiece makes of the texts with the file's own pieces, scores and types.

Needs gguf, numpy, tokenizers, sentencepiece and protobuf; xllamacpp for gguf-pre.json.
"""
import json, os, subprocess, sys, tempfile, urllib.request
import numpy
from gguf import GGUFReader, GGUFWriter
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers
from make_digest import digests
from make_tokenizers import O200K, QWEN2, TEKKEN

HERE = os.path.dirname(os.path.abspath(__file__))
TEXTS = json.load(open(os.path.join(HERE, "texts.json"), encoding="utf-8"))
NAMES = """default gpt-2 smollm llama-bpe dbrx qwen2 stablelm2 falcon gpt-4o llama4 tekken deepseek-v3 hunyuan-dense
    deepseek-coder qwen35 seed-coder bailingmoe minicpm5""".split()

# llama.cpp writes these without sets of marks and letters' cases, takes only ASCII for white space in deepseek-coder's,
# and does not normalize. gpt-4o's, tekken's and qwen2's are in the tokenizer.json of models of these families.
ORIGINALS = {
    "gpt-4o": [O200K], "llama4": [O200K], "tekken": [TEKKEN], "qwen2": [QWEN2],
    "deepseek-coder": [r"[\r\n]", r"\s?\p{L}+", r"\s?\p{P}+", "[一-龥ࠀ-一가-퟿]+", r"\p{N}"],
}


def write(name, value):
    with open(os.path.join(HERE, name), "w", encoding="utf-8") as file:
        json.dump(value, file, ensure_ascii=False, separators=(",", ":"))
        file.write("\n")


def every_pair():
    """Tokens and merges of a vocabulary of all bytes and all pairs of them; smaller bytes merge first."""
    plain = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in plain]
    name = {byte: chr(byte) for byte in plain} | {byte: chr(256 + rank) for rank, byte in enumerate(others)}
    pairs = [(name[one], name[other]) for one in range(256) for other in range(256)]
    return [name[byte] for byte in range(256)] + [one + other for one, other in pairs], [" ".join(pair) for pair in pairs]


def model(path, pre):
    """A model of zeros with that vocabulary: llama.cpp opens no vocabulary alone."""
    tokens, merges = every_pair()
    writer = GGUFWriter(path, "llama")
    writer.add_context_length(256), writer.add_embedding_length(32), writer.add_block_count(1)
    writer.add_feed_forward_length(32), writer.add_head_count(1), writer.add_layer_norm_rms_eps(1e-5)
    writer.add_tokenizer_model("gpt2"), writer.add_tokenizer_pre(pre)
    writer.add_token_list(tokens), writer.add_token_types([1] * len(tokens)), writer.add_token_merges(merges)
    writer.add_bos_token_id(0), writer.add_eos_token_id(0), writer.add_add_bos_token(False)
    for name, shape in {
        "token_embd": (len(tokens), 32), "output_norm": (32,), "blk.0.attn_norm": (32,), "blk.0.ffn_norm": (32,),
        **{f"blk.0.{part}": (32, 32) for part in ("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down")},
    }.items():
        writer.add_tensor(f"{name}.weight", numpy.zeros(shape, numpy.float32))
    writer.write_header_to_file(), writer.write_kv_data_to_file(), writer.write_tensors_to_file(), writer.close()


def served(path):
    """As a child, since tearing a server down takes seconds: prints the ids of the texts."""
    results = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    import xllamacpp
    parameters = xllamacpp.CommonParams()
    parameters.model.path, parameters.n_ctx, parameters.n_parallel, parameters.warmup = path, 256, 1, False
    server = xllamacpp.Server(parameters)

    def ids(text):
        body = json.dumps({"content": text, "add_special": False, "parse_special": False}).encode()
        request = urllib.request.Request(server.listening_address + "/tokenize", body, {"Content-Type": "application/json"})
        return json.load(urllib.request.urlopen(request))["tokens"]

    json.dump([ids(text) for text in TEXTS], results)
    results.flush()
    os._exit(0)


def original(name):
    tokens, merges = every_pair()
    tokenizer = Tokenizer(models.BPE(
        vocab={token: id for id, token in enumerate(tokens)}, merges=[tuple(merge.split(" ")) for merge in merges]))
    if name == "qwen2":
        tokenizer.normalizer = normalizers.NFC()
    cuts = [pre_tokenizers.Split(Regex(expression), "isolated") for expression in ORIGINALS[name]]
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([*cuts, pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    return [tokenizer.encode(text).ids for text in TEXTS]


def pre():
    result = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in NAMES:
            if name in ORIGINALS:
                result[name] = digests(original(name))
                continue
            path = os.path.join(folder, name + ".gguf")
            model(path, name)
            answer = subprocess.run([sys.executable, __file__, "served", path], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            os.remove(path)
            ids = json.loads(answer.stdout)
            result[name] = digests(ids)
            print(name, sum(map(len, ids)))
    write("gguf-pre.json", result)


def gemma3(path):
    import sentencepiece
    from sentencepiece import sentencepiece_model_pb2
    fields = GGUFReader(path).fields
    tokens, scores, types = (fields["tokenizer.ggml." + name].contents() for name in ("tokens", "scores", "token_type"))
    proto = sentencepiece_model_pb2.ModelProto()
    for id, (token, score, type) in enumerate(zip(tokens, scores, types)):
        # The converter wrote user-defined spaces as such; SentencePiece looks for them behind its own mark. It calls the
        # unknown token a control one.
        proto.pieces.add(
            piece=token.replace(" ", "▁") if type == 4 else token, score=score,
            type=2 if id == fields["tokenizer.ggml.unknown_token_id"].contents() else type)
    trainer, normalizer = proto.trainer_spec, proto.normalizer_spec
    trainer.model_type, trainer.byte_fallback, trainer.vocab_size = 2, True, len(tokens)
    trainer.pad_id, trainer.eos_id, trainer.bos_id, trainer.unk_id = range(4)
    normalizer.name, normalizer.escape_whitespaces = "identity", True
    normalizer.add_dummy_prefix = normalizer.remove_extra_whitespaces = False
    model = sentencepiece.SentencePieceProcessor(model_proto=proto.SerializeToString())
    ids = [model.encode(text) for text in TEXTS]
    write("gemma3.json", {"plain": digests(ids), "lists": ids[:30]})


if __name__ == "__main__":
    {"pre": pre, "gemma3": gemma3, "served": served}[sys.argv[1]](*sys.argv[2:])
