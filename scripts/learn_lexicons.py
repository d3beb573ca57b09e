#!/usr/bin/env python3
"""Learn the lexicons of emotion, valence and disclosure from human-coded sets, and say how good they are.

usage: learn_lexicons.py EXTERNAL_FOLDER CODEBOOK_FOLDER
       (../shared/gold/external classify/codebook; needs scripts/requirements-learn.txt)

Reads goemotions_train.tsv (GoEmotions, Apache-2.0) and claff_disclosure_train.ndjson (CL-Aff OffMyChest, CC BY 4.0).
A term is one or two words seen in at least MIN_POSTS texts; its weight is the coefficient of an L2 logistic regression on
term indicators divided by the square root of the number of words, which is what the engine computes for a lexicon. Only
the largest TERMS coefficients of a category are kept. Every tenth text (by hash of its id) is held out; the figures
printed are of the held-out texts with the kept terms and the threshold chosen on the others.
"""
import hashlib
import json
import os
import re
import sys

import numpy as np
import scipy.sparse as sp
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

MIN_POSTS = 8
TERMS = 300
POSITIVE = "admiration amusement approval caring desire excitement gratitude joy love optimism pride relief".split()
NEGATIVE = ("anger annoyance disappointment disapproval disgust embarrassment fear grief nervousness remorse "
            "sadness").split()
SUFFIX = {"re": "are", "ve": "have", "ll": "will", "d": "would", "s": "'s", "m": "am"}
WORDS = {"can't": "can not", "cant": "can not", "won't": "will not", "im": "i am", "dont": "do not", "u": "you",
         "gonna": "going to", "wanna": "want to", "ive": "i have", "didnt": "did not", "doesnt": "does not"}
WORD = re.compile("[a-z]+(?:'[a-z]+)?|[\U0001F300-\U0001FAFF\u2600-\u27BF]")


def tokens(text):
    """As the engine's tokeniser reads English: lower case, contractions split, elongation cut."""
    out = []
    text = re.sub(r"\[[A-Z]+\]", " ", text)  # placeholders of names
    for word in WORD.findall(text.lower().replace("\u2019", "'")):
        word = re.sub(r"(.)\1{2,}", r"\1", word)
        if word in WORDS:
            out += WORDS[word].split()
            continue
        negated = re.fullmatch(r"(.+)n't", word)
        clitic = re.fullmatch(r"(.+)'(re|ve|ll|d|s|m)", word)
        if negated:
            out += [negated[1], "not"]
        elif clitic:
            out += [clitic[1], SUFFIX[clitic[2]]]
        else:
            out.append(word)
    return out


def f1(predicted, truth):
    return 2 * np.sum(predicted & truth) / max(1, np.sum(predicted) + np.sum(truth))


class Corpus:
    """Texts as term indicators over the square root of their length, with a held-out tenth."""

    def __init__(self, ids, texts):
        words = [tokens(t) for t in texts]
        self.held = np.array([int(hashlib.sha256(i.encode()).hexdigest(), 16) % 10 == 0 for i in ids])
        vectorizer = CountVectorizer(ngram_range=(1, 2), min_df=MIN_POSTS, binary=True, token_pattern=r"\S+")
        train = vectorizer.fit_transform([" ".join(w) for w, h in zip(words, self.held) if not h])
        held = vectorizer.transform([" ".join(w) for w, h in zip(words, self.held) if h])
        length = np.array([max(1, len(w)) for w in words])
        self.train_counts = train
        self.train = (sp.diags(1 / np.sqrt(length[~self.held])) @ train).tocsr()
        self.test = (sp.diags(1 / np.sqrt(length[self.held])) @ held).tocsr()
        self.terms = vectorizer.get_feature_names_out()

    def learn(self, truth):
        """(kept terms with weights, threshold, held-out F1, held-out positives) of one category."""
        y, y_held = truth[~self.held], truth[self.held]
        model = LogisticRegression(C=6, solver="liblinear", max_iter=200).fit(self.train, y)
        weights = np.round(model.coef_[0], 2)
        weights[np.argsort(-np.abs(weights), kind="stable")[TERMS:]] = 0
        score = self.train @ weights
        cuts = np.unique(np.quantile(score, np.linspace(0.3, 0.9995, 400)))
        threshold = round(float(max(cuts, key=lambda c: f1(score >= c, y))), 2)
        found = f1(self.test @ weights >= threshold, y_held)
        kept = sorted((self.terms[i], weights[i]) for i in np.flatnonzero(weights))
        return kept, threshold, found, int(y_held.sum())


def write_lexicon(path, categories, source):
    with open(path, "w", encoding="utf-8") as f:
        for category, kept in categories:
            for term, weight in kept:
                f.write(f"{category}\t{term}\t{weight:.2f}\t{source}\t\n")


def write_weights(path, thresholds):
    with open(path, "w", encoding="utf-8") as f:
        for code, threshold in thresholds:
            f.write(f"{code}\tbias\t0\t\n{code}\tthreshold\t{threshold}\t\n{code}\tlex:{code}\t1\t\n")


def emotions(folder, codebook):
    labels = open(os.path.join(folder, "goemotions_labels.txt"), encoding="utf-8").read().split()
    ids, texts, marks = [], [], []
    with open(os.path.join(folder, "goemotions_train.tsv"), encoding="utf-8") as f:
        for line in f:
            text, which, name = line.rstrip("\n").split("\t")
            ids.append(name)
            texts.append(text)
            marks.append([str(k) in which.split(",") for k in range(len(labels))])
    marks = np.array(marks)
    corpus = Corpus(ids, texts)
    lexicon, thresholds, figures = [], [], []
    for k, label in enumerate(labels):
        kept, threshold, found, positives = corpus.learn(marks[:, k])
        print(f"emotion.{label}\tF1 {found:.3f}\theld-out positives {positives}")
        figures.append(found)
        lexicon.append(("emotion." + label, kept))
        thresholds.append(("emotion." + label, threshold))
    print(f"GoEmotions, 28 classes: macro F1 {np.mean(figures):.3f} (published BERT baseline 0.46)")
    write_lexicon(os.path.join(codebook, "lexicons/emotion.tsv"), lexicon, "GoEmotions")
    write_weights(os.path.join(codebook, "weights/emotion.tsv"), thresholds)

    # Valence of a term: the mean of +1 / -1 / 0 over texts that hold it, shrunk towards 0 by ten texts.
    value = np.zeros(len(ids))
    for k, label in enumerate(labels):
        value += marks[:, k] * ((label in POSITIVE) * 1.0 - (label in NEGATIVE) * 1.0)
    value = np.clip(value, -1, 1)[~corpus.held]
    count = np.asarray(corpus.train_counts.sum(axis=0)).ravel()
    mean = np.round((corpus.train_counts.T @ value) / (count + 10), 2)
    kept = sorted((corpus.terms[i], mean[i]) for i in np.flatnonzero(np.abs(mean) >= 0.3)
                  if " " not in corpus.terms[i])  # one word each: the valence of a post is a mean over hits
    write_lexicon(os.path.join(codebook, "lexicons/valence.tsv"), [("valence", kept)], "GoEmotions")


def disclosure(folder, codebook):
    with open(os.path.join(folder, "claff_disclosure_train.ndjson"), encoding="utf-8") as f:
        posts = [json.loads(line) for line in f]
    corpus = Corpus([p["id"] for p in posts], [p["text"] for p in posts])
    lexicon, thresholds = [], []
    for code, key in (("disclosure.emotional", "emotional"), ("disclosure.informational", "information")):
        kept, threshold, found, positives = corpus.learn(np.array([p[key] == 1 for p in posts]))
        print(f"{code}\tF1 {found:.3f}\theld-out positives {positives}")
        lexicon.append((code, kept))
        thresholds.append((code, threshold))
    write_lexicon(os.path.join(codebook, "lexicons/disclosure.tsv"), lexicon, "CL-Aff")
    write_weights(os.path.join(codebook, "weights/disclosure_claff.tsv"), thresholds)


if __name__ == "__main__":
    for name in ("lexicons", "weights"):
        os.makedirs(os.path.join(sys.argv[2], name), exist_ok=True)
    emotions(sys.argv[1], sys.argv[2])
    disclosure(sys.argv[1], sys.argv[2])
