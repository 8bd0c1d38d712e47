"""Deterministic texts for the tokenizer goldens: many scripts, code, white space, marks, and noise."""
import random

SENTENCES = [
    "The quick brown fox jumps over the lazy dog.", "I'm sure they'll say it's 'fine', we've DONE this; don't worry!",
    "In 1984 the price rose 12.5% to $1,234,567.89 (see p. 42).", "Čeština má háčky a čárky: příliš žluťoučký kůň.",
    "Русский текст с ёлкой и №5 — вот так.", "Ελληνικά με τόνους· άνω τελεία;", "日本語の文章です。漢字とカナとひらがな１２３。",
    "中文没有空格，标点是全角的！价格￥99。", "한국어 문장은 띄어쓰기가 있습니다.", "العربية تُكتب من اليمين إلى اليسار ١٢٣.",
    "עברית עם ניקוד: שָׁלוֹם", "हिन्दी में संयुक्ताक्षर क्ष त्र ज्ञ १२३", "ภาษาไทยไม่มีช่องว่าง", "Tiếng Việt có nhiều dấu: ưởng, ế, ỗ.",
    "emoji 👍🏽 👨‍👩‍👧‍👦 🇨🇿 ❤️ 😀😃😄 ☕️", "e\u0301 is not é, and ﬁ is a ligature; Å vs Å, ½ ² ³ ①Ⅳ",
    "def f(x: int) -> list[int]:\n    return [i**2 for i in range(x) if i % 2 == 0]\n", "for (int i = 0; i < n; ++i) {\n\tsum += a[i];\n}\n",
    '{"key": [1, 2.5e-3, null, true], "s": "a\\"b"}', "<div class=\"x\">&nbsp;<!-- c --></div>", "SELECT * FROM t WHERE a='b' AND c>=10;",
    "http://example.com/path?q=1&r=%20#frag user@example.org", "C:\\Windows\\System32 /usr/local/bin ~/.config",
    "   leading and   inner    spaces   ", "tabs\tand\t\ttabs", "line\nbreaks\n\nand\r\nCRLF\r\n\r\nend\n", "trailing newline\n\n\n",
    "\u00a0nbsp\u2003em space\u3000ideographic\u200bzero width", "ALLCAPS CamelCase snake_case kebab-case SCREAMING_SNAKE",
    "''''s't're've'm'll'd 'S'T'RE'VE'M'LL'D 'ſ l'été", "!!!???... --- *** ### @@@ $$$ %%% ^^^ &&& ((())) [[]] {{}}",
    "0 00 000 0000 12345678901234567890 1a2b3c 3.14159", "\x00\x01\x02\x1b[31m\x7f\x80\x85 control", "x" * 40 + " " * 40 + "y" * 40,
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "|CURRENT-MODE| ⟦token⟧ cf7a9e zq_trigger!",
    "<|im_start|>user\nhi<|im_end|>\n<|endoftext|>", "<|im_start|> spaced <|im_end|>x", "<s>[INST] a [/INST]</s>", "<repo_name>x<file_sep>",
]
ALPHABETS = [
    "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789", " ", " \t\n\r", ".,;:!?'\"-_()[]{}<>/\\|@#$%^&*+=~`",
    "áéíóúñçßøåæœžščřďťň", "абвгдеёжзиклмнопрстуфхцчшщ", "一二三四五六七八九十人大小", "あいうえおアイウエオ", "가나다라마바사", "ابتثجحخ", "\u0300\u0301\u0308\u0327",
    "😀🙏🔥🚀👩🏿", "\u00a0\u2009\u2028\u200d\ufeff\u00ad", "²³¹¼½¾٣४௪Ⅷ", "𝔘𝔫𝔦𝟘𠀀\U0001f9ff\U0010fffd",
]


def texts(count, seed=7):
    rng = random.Random(seed)
    out = [""] + [c for c in " \n\t'1a"] + list(SENTENCES)
    while len(out) < count:
        kind = rng.random()
        if kind < 0.3:  # sentences joined, cut anywhere
            text = rng.choice(["", " ", "\n", "  "]).join(rng.choice(SENTENCES) for _ in range(rng.randint(1, 3)))
            start = rng.randrange(len(text))
            text = text[start : start + rng.randint(1, 50)]
        elif kind < 0.6:  # words of one alphabet each
            text = ""
            for _ in range(rng.randint(1, 6)):
                alphabet = rng.choice(ALPHABETS)
                text += rng.choice(["", " ", " ", "  ", "\n"]) + "".join(rng.choice(alphabet) for _ in range(rng.randint(1, 7)))
        elif kind < 0.85:  # characters of all alphabets
            text = "".join(rng.choice(rng.choice(ALPHABETS)) for _ in range(rng.randint(1, 18)))
        else:  # any assigned-looking scalar
            text = "".join(chr(rng.choice([rng.randrange(0x20, 0x2000), rng.randrange(0x3000, 0xD000), rng.randrange(0x1F300, 0x1F600)])) for _ in range(rng.randint(1, 12)))
        out.append(text)
    return out[:count]
