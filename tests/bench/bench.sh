#!/bin/bash
# bench.sh - the program beside what else there is, on a corpus made here.
# `make bench`; SIZES="1 10 100" in megabytes, ROUNDS=5, CORPUS=folder of
# texts, OUT=folder for the corpus (build/bench).  What is not installed is
# left out and named.
set -eu
cd "$(dirname "$0")/../.."
out=${OUT:-build/bench} rounds=${ROUNDS:-5} sizes=${SIZES:-1 10 100}
bin=build/bench-tools
corpus=${CORPUS:-../shared/attribution/train/text}
[ -d "$corpus" ] || corpus=tests/sample/articles
mkdir -p "$out" "$bin"
for tool in corpus measure; do
    [ "$bin/$tool" -nt "tests/bench/$tool.c" ] ||
        ${CC:-gcc} -O2 -std=c17 -o "$bin/$tool" "tests/bench/$tool.c"
done
say() { printf '%s\n' "$*"; }
has() { command -v "$1" >/dev/null; }
python=python3
"$python" -c 'import sklearn' 2>/dev/null || python=/usr/bin/python3
has_python() { "$python" -c "import $1" 2>/dev/null; }
head_of() { say "| $1 | CPU s | wall s | MB/s | peak MiB | ratio |" '|---|---|---|---|---|---|' | sed 's/ |---/\n|---/'; }
missing=

largest=0
for size in $sizes; do
    folder=$out/$size
    [ -e "$folder/news.jsonl" ] || "$bin/corpus" "$corpus" "$folder" "$size"
    largest=$size
done
date=$(date +%F)
say "## $date, $(nproc) processors, $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1), load $(cut -d' ' -f1 /proc/loadavg)" ''
say "Texts from \`$(basename "$(dirname "$(dirname "$corpus")")")/.../$(basename "$corpus")\`, repeated with changed names and numbers; medians of $rounds rounds." ''

say '### The whole way' ''
head_of 'on '"$largest MB"
words=(./detente run --no-report)
f=$out/$largest
rows=("LC_ALL=C.UTF-8 wc -w" "$largest" "LC_ALL=C.UTF-8 wc -w $f/news.txt"
    "detente run, JSON lines" "$largest" "${words[*]} $f/news.jsonl -o $out/o1"
    "the same, 2 threads (wall)" "$largest" "${words[*]} --threads 2 $f/news.jsonl -o $out/o2"
    "detente run, one text" "$largest" "${words[*]} $f/news.txt -o $out/o3"
    "only read" "$largest" "./detente read $f/news.jsonl -o $out/o.csv"
    "only split" "$largest" "./detente split $f/news.jsonl -o $out/o.csv"
    "only stem" "$largest" "./detente stem $f/news.jsonl -o $out/o.csv"
    "up to attribute" "$largest" "./detente attribute $f/news.jsonl -o $out/o.csv")
labels=training/written/statements.csv
if has_python sklearn && has_python Stemmer; then
    "$python" tests/bench/peer.py train "$labels" "$out/peer" 2>/dev/null &&
        rows+=("scikit-learn, PyStemmer: stems and SVM only" "$largest" "$python tests/bench/peer.py predict $out/peer $f/news.txt")
else
    missing="$missing python3-sklearn python3-stemmer"
fi
if [ -e "$out/peer" ] && has fasttext; then
    "$python" tests/bench/peer.py lines "$labels" "$out/lines.txt"
    "$python" tests/bench/peer.py tokens "$f/news.txt" "$f/tokens.txt"
    fasttext supervised -input "$out/lines.txt" -output "$out/fasttext" \
        -wordNgrams 2 -bucket 100000 -thread 1 -verbose 0 >/dev/null 2>&1
    rows+=("fastText predict, sentences and words cut before" "$largest" "fasttext predict $out/fasttext.bin $f/tokens.txt")
else
    missing="$missing fasttext"
fi
"$bin/measure" "$rounds" "${rows[@]}"
say ''

say '### Size' ''
head_of 'megabytes'
rows=()
for size in $sizes; do
    rows+=("$size" "$size" "${words[*]} $out/$size/news.jsonl -o $out/o1")
done
"$bin/measure" "$rounds" "${rows[@]}"
say ''

say '### Start' ''
head_of 'command'
one=$(ls tests/sample/articles/*.txt | head -n 1)
"$bin/measure" 15 "/bin/true" 0 /bin/true "detente --help" 0 "./detente --help" \
    "detente --version" 0 "./detente --version" \
    "detente run, one article" 0 "${words[*]} $one -o $out/o1"
say ''

say '### Training' ''
head_of 'statements'
for count in ${COUNTS:-1000 10000 100000}; do
    awk -v n="$count" -f tests/bench/statements.awk "$labels" \
        >"$out/labels-$count.csv"
    rows=("detente train, $count" 0 "./detente train $out/labels-$count.csv -o $out/model")
    if has_python sklearn && has_python Stemmer; then
        rows+=("scikit-learn, $count" 0 "$python tests/bench/peer.py train $out/labels-$count.csv $out/peer2")
        if has liblinear-train; then
            "$python" tests/bench/peer.py vectors "$out/labels-$count.csv" "$out/vectors-$count"
            rows+=("liblinear's train, vectors made before, $count" 0 "liblinear-train -q -s 2 $out/vectors-$count $out/linear")
        fi
    fi
    "$bin/measure" "${TRAIN_ROUNDS:-3}" "${rows[@]}"
done
has liblinear-train || missing="$missing liblinear-tools"
[ -z "$missing" ] || say '' "Left out, not installed:$missing."
