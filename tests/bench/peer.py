#!/usr/bin/env python3
"""peer.py - half of the job as one would write it with scikit-learn and
PyStemmer: sentences, stems, a linear SVM.  No attribution, no trends.

    peer.py train LABELS.csv MODEL       (columns text, label)
    peer.py predict MODEL news.txt
"""
import csv
import pickle
import re
import sys

import Stemmer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

WORD = re.compile(r"[^\W\d_]+")
END = re.compile(r"(?<=[.!?])[\"”’)]*\s+(?=[\"“(A-Z0-9])")
stemmer = Stemmer.Stemmer("english")


def stems(text):
    return stemmer.stemWords(WORD.findall(text.lower()))


if sys.argv[1] == "train":
    with open(sys.argv[2], encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    tfidf = TfidfVectorizer(analyzer=stems, min_df=2)
    vectors = tfidf.fit_transform(row["text"] for row in rows)
    svm = LinearSVC().fit(vectors, [row["label"] for row in rows])
    with open(sys.argv[3], "wb") as file:
        pickle.dump((tfidf, svm), file)
else:
    with open(sys.argv[2], "rb") as file:
        tfidf, svm = pickle.load(file)
    batch, count = [], 0
    for line in open(sys.argv[3], encoding="utf-8"):
        batch += [text for text in END.split(line.strip()) if text]
        if len(batch) > 20000:
            count += len(svm.predict(tfidf.transform(batch)))
            batch = []
    if batch:
        count += len(svm.predict(tfidf.transform(batch)))
    print(count)
