"""Makes the tokenizer goldens.

    python make_tokenizers.py path/to/SmolLM2-135M-Instruct.Q4_1.gguf

Needs tokenizers, sentencepiece, protobuf and gguf. Writes texts.json, smollm2.json, and for each small tokenizer that it trains
its file and what `tokenizers` or `sentencepiece` makes of the texts. Ids are kept as 16-bit digests (FNV-1a): SmolLM2's
for each text, those of the small tokenizers for every ten texts, a few hundred as lists.
"""
import io, json, os, sys
import sentencepiece
from sentencepiece import sentencepiece_model_pb2
from gguf import GGUFReader
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from make_digest import digest, digests
from texts import SENTENCES, texts

HERE = os.path.dirname(os.path.abspath(__file__))
TEXTS = texts(2000)
PROSE = SENTENCES * 3 + [
    "It was the best of times, it was the worst of times, it was the age of wisdom, it was the age of foolishness.",
    "The model answers questions about the weather, the time and the news; it does not know the future.",
    "Please write a function that adds two numbers and returns the sum. Then test it with 3 and 4.",
    "What is the capital of France? The capital of France is Paris. What about Germany? It is Berlin.",
] * 5


def golden(tokenizer, pack=digests):
    """Digests of ids without and with special tokens parsed, and of the text that the latter decode to."""
    plain, special, decoded = [], [], []
    for text in TEXTS:
        tokenizer.encode_special_tokens = True
        plain.append(tokenizer.encode(text).ids)
        tokenizer.encode_special_tokens = False
        ids = tokenizer.encode(text).ids
        special.append(ids)
        decoded.append(tokenizer.decode(ids, skip_special_tokens=False))
    return {
        "plain": pack(plain), "special": pack(special), "decoded": pack(decoded), "lists": special[:8],
    }


def write(name, value):
    with open(os.path.join(HERE, name), "w", encoding="utf-8") as file:
        json.dump(value, file, ensure_ascii=False, separators=(",", ":"))
        file.write("\n")


def smollm2(path):
    """The tokenizer of the GGUF file with the pre-tokenizer that SmolLM2 was trained with: single digits, then GPT-2."""
    fields = GGUFReader(path).fields
    tokens = fields["tokenizer.ggml.tokens"].contents()
    types = fields["tokenizer.ggml.token_type"].contents()
    merges = [tuple(merge.split(" ")) for merge in fields["tokenizer.ggml.merges"].contents()]
    tokenizer = Tokenizer(models.BPE(vocab={token: id for id, token in enumerate(tokens)}, merges=merges))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)])
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens(
        [AddedToken(token, normalized=False, special=True) for token, type in zip(tokens, types) if type == 3])
    result = golden(tokenizer, lambda values: "".join(map(digest, values)))
    tokenizer.encode_special_tokens = False
    result["lists"] = [tokenizer.encode(text).ids for text in TEXTS[:100]]
    return result


LLAMA3 = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
QWEN2 = LLAMA3.replace("{1,3}", "")
O200K = (
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
    r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
    r"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+")
# Mistral's: small behind large letters as above, digits alone, contractions no words of their own.
TEKKEN = O200K.replace(r"(?i:'s|'t|'re|'ve|'m|'ll|'d)?", "").replace("{1,3}", "")
BYTES = [f"<0x{byte:02X}>" for byte in range(256)]


def byte_level(split, normalizer=None, special=(), size=420, ignore_merges=False):
    tokenizer = Tokenizer(models.BPE(ignore_merges=ignore_merges))
    if normalizer:
        tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(split + [pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(PROSE, trainers.BpeTrainer(
        vocab_size=size, special_tokens=list(special), initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
    return tokenizer


def sentencepiece_like(normalizer, special, size=520, pre_tokenizer=None, **options):
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", byte_fallback=True, fuse_unk=True, **options))
    tokenizer.normalizer = normalizer
    if pre_tokenizer:
        tokenizer.pre_tokenizer = pre_tokenizer
    text = [sentence for prose in PROSE for sentence in prose.split("\n") if sentence.isascii()]
    # Merging across words would make tokens of whole sentences: train on words, apply to the text.
    trained = Tokenizer(models.BPE(unk_token="<unk>"))
    trained.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    trained.train_from_iterator(text, trainers.BpeTrainer(vocab_size=size - 256, special_tokens=["<unk>", *special], show_progress=False))
    state = json.loads(trained.to_str())["model"]
    vocab = dict(state["vocab"])
    for name in BYTES:
        vocab[name] = len(vocab)
    tokenizer.model = models.BPE(vocab=vocab, merges=[tuple(m) for m in state["merges"]], unk_token="<unk>", byte_fallback=True, fuse_unk=True)
    tokenizer.add_special_tokens([AddedToken(t, normalized=False, special=True) for t in ["<unk>", *special]])
    return tokenizer


def begins(tokenizer, token, behind=None):
    names = [name for name in (token, behind) if name]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=" ".join(filter(None, [token, "$A", behind])), pair="$A $B", special_tokens=[(n, tokenizer.token_to_id(n)) for n in names])
    return tokenizer


def families():
    isolated = lambda expression: pre_tokenizers.Split(Regex(expression), behavior="isolated")
    llama3 = byte_level([isolated(LLAMA3)], special=["<|begin_of_text|>", "<|eot_id|>", "<|im_end|>"], ignore_merges=True)
    yield "llama3", begins(llama3, "<|begin_of_text|>")
    yield "qwen2", byte_level([isolated(QWEN2)], normalizers.NFC(), ["<|endoftext|>", "<|im_start|>", "<|im_end|>"])
    yield "o200k", byte_level([isolated(O200K)], special=["<|endoftext|>"])
    tekken = byte_level([isolated(TEKKEN)], special=["<s>", "</s>", "[INST]", "[/INST]"], ignore_merges=True)
    yield "tekken", begins(tekken, "<s>")
    # Nothing but odd parts: literal and runs of digits, punctuation, added tokens of every kind.
    odd = byte_level(
        [pre_tokenizers.Split("the", behavior="merged_with_next"), pre_tokenizers.Punctuation(behavior="contiguous"),
         pre_tokenizers.Digits(individual_digits=False), isolated(r"\s?[a-z]{2,4}?(?=[a-z])|(?<=x)y+")],
        normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()]), ["<|im_start|>"])
    odd.add_special_tokens([AddedToken("<|im_end|>", lstrip=True, special=True, normalized=False), AddedToken("<|endoftext|>", rstrip=True, special=True, normalized=False)])
    odd.add_tokens([AddedToken("Trigger", single_word=True, normalized=False), AddedToken("quick", normalized=True), AddedToken("\t\t", normalized=False)])
    yield "odd", odd
    space = normalizers.Replace(" ", "▁")
    gemma = sentencepiece_like(space, ["<bos>", "<eos>", "<start_of_turn>", "<|im_end|>"], pre_tokenizer=pre_tokenizers.Split(" ", "merged_with_previous"))
    gemma.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()])
    yield "gemma", begins(gemma, "<bos>")
    llama2 = sentencepiece_like(normalizers.Sequence([normalizers.Prepend("▁"), space]), ["<s>", "</s>"])
    llama2.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)])
    yield "llama2", begins(llama2, "<s>")
    unigram = Tokenizer(models.Unigram())
    unigram.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])
    unigram.pre_tokenizer = pre_tokenizers.Metaspace()
    unigram.decoder = decoders.Metaspace()
    unigram.train_from_iterator(PROSE, trainers.UnigramTrainer(vocab_size=400, special_tokens=["<pad>", "</s>", "<unk>"], unk_token="<unk>", show_progress=False))
    yield "unigram", begins(unigram, None, "</s>")


def sentencepiece_model(kind):
    """A model of Google's own library, as a GGUF file holds it: pieces, scores, types."""
    output = io.BytesIO()
    lines = [line for prose in PROSE for line in prose.split("\n") if line.strip()]
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines), model_writer=output, vocab_size=640, model_type=kind, byte_fallback=True,
        character_coverage=0.98, normalization_rule_name="identity", remove_extra_whitespaces=False, minloglevel=2,
        num_threads=1, user_defined_symbols=["<tool>"], max_sentence_length=8192)
    proto = sentencepiece_model_pb2.ModelProto.FromString(output.getvalue())
    for piece in proto.pieces:
        piece.score = round(piece.score, 4)
    model = sentencepiece.SentencePieceProcessor(model_proto=proto.SerializeToString())
    types = []
    for id in range(model.get_piece_size()):
        types.append(2 if model.is_unknown(id) else 3 if model.is_control(id) else 6 if model.is_byte(id) else 4 if model.id_to_piece(id) == "<tool>" else 1)
    ids = [model.encode(text) for text in TEXTS]
    return {
        "tokens": [model.id_to_piece(id) for id in range(model.get_piece_size())],
        "scores": [round(model.get_score(id), 4) for id in range(model.get_piece_size())], "types": types,
        "ids": digests(ids), "decoded": digests([model.decode(part) for part in ids]), "lists": ids[:8],
    }


def main(path):
    write("texts.json", TEXTS)
    write("smollm2.json", smollm2(path))
    goldens = {}
    for name, tokenizer in families():
        os.makedirs(os.path.join(HERE, "tokenizers", name), exist_ok=True)
        write(f"tokenizers/{name}/tokenizer.json", json.loads(tokenizer.to_str()))
        goldens[name] = golden(tokenizer)
    write("tokenizers/goldens.json", goldens)
    for kind in ("bpe", "unigram"):
        write(f"sentencepiece-{kind}.json", sentencepiece_model(kind))


if __name__ == "__main__":
    main(sys.argv[1])
