"""Writes corpora/words.txt: common English words, one a line, commonest group first.

usage: make_words.py [FOLDER]   (Debian's package scowl, whose lists of sizes 10, 20 and 35 lie in /usr/share/dict/scowl)

Words of four to nine letters; forms that a rule makes of another word of the list are left out.
"""
import pathlib
import re
import sys

folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/dict/scowl")
groups = [(folder / f"english-words.{size}").read_text(encoding="latin-1").split() for size in (10, 20, 35)]
known = {word for group in groups for word in group}


def is_form(word):
    for ending in ("s", "es", "ed", "d", "ing", "er", "ers", "est", "ly", "ness", "r", "rs", "al", "able"):
        stem = word.removesuffix(ending)
        if stem == word or len(stem) < 3:
            continue
        if stem in known or (ending in ("ing", "able") and stem + "e" in known) or (stem[-1] == stem[-2] and stem[:-1] in known):
            return True
        if stem.endswith("i") and stem[:-1] + "y" in known:
            return True
    return False


words = [word for group in groups for word in group if re.fullmatch("[a-z]{4,9}", word) and not is_form(word)]
path = pathlib.Path(__file__).parent.parent / "corpora" / "words.txt"
path.write_text("".join(word + "\n" for word in dict.fromkeys(words)))
print(len(words), "words")
