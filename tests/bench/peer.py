#!/usr/bin/env python3
"""peer.py - half of the job as one would write it with scikit-learn and
PyStemmer: sentences, stems, a linear SVM.  No attribution, no trends.

    peer.py train LABELS.csv MODEL       (columns text, label)
    peer.py predict MODEL news.txt
    peer.py vectors LABELS.csv OUT       (as liblinear's own train reads them)
    peer.py lines LABELS.csv OUT         (as fastText learns from)
    peer.py tokens news.txt OUT          (as fastText predicts from)
"""
import csv
import pickle
import re
import sys

import Stemmer
from sklearn.datasets import dump_svmlight_file
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

WORD = re.compile(r"[^\W\d_]+")
END = re.compile(r"(?<=[.!?])[\"”’)]*\s+(?=[\"“(A-Z0-9])")
stemmer = Stemmer.Stemmer("english")


def stems(text):
    return stemmer.stemWords(WORD.findall(text.lower()))


def read_labels(path):
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row["text"] for row in rows], [row["label"] for row in rows]


def weigh(texts):
    tfidf = TfidfVectorizer(analyzer=stems, min_df=2)
    return tfidf, tfidf.fit_transform(texts)


def words(text):
    return " ".join(WORD.findall(text.lower()))


def sentences(path):
    for line in open(path, encoding="utf-8"):
        yield from (text for text in END.split(line.strip()) if text)


verb, source, target = sys.argv[1:]
if verb == "train":
    texts, labels = read_labels(source)
    tfidf, vectors = weigh(texts)
    with open(target, "wb") as file:
        pickle.dump((tfidf, LinearSVC().fit(vectors, labels)), file)
elif verb == "vectors":
    texts, labels = read_labels(source)
    names = sorted(set(labels))
    dump_svmlight_file(weigh(texts)[1], [names.index(x) for x in labels],
                       target, zero_based=False)
elif verb == "lines":
    with open(target, "w", encoding="utf-8") as file:
        for text, label in zip(*read_labels(source)):
            print(f"__label__{label} {words(text)}", file=file)
elif verb == "tokens":
    with open(target, "w", encoding="utf-8") as file:
        for text in sentences(source):
            print(words(text), file=file)
else:
    with open(source, "rb") as file:
        tfidf, svm = pickle.load(file)
    batch, count = [], 0
    for text in sentences(target):
        batch.append(text)
        if len(batch) > 20000:
            count += len(svm.predict(tfidf.transform(batch)))
            batch = []
    if batch:
        count += len(svm.predict(tfidf.transform(batch)))
    print(count)
