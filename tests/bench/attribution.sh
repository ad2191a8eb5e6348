#!/bin/sh
# Prints how well ./detente finds who says what on a corpus in the gold format
# (training/attribution.h), beside published lines for other systems.
#
#   tests/bench/attribution.sh CORPUS SCORER
#
# SCORER is a Python script that takes CORPUS and statements.csv and prints
# PolNeAR's measures; the figures of the others are for PolNeAR's dev articles.
set -eu
[ $# = 2 ] || { sed -n '2,9p' "$0"; exit 2; }
corpus=$1 scorer=$2
program=${DETENTE:-./detente}
out=$(mktemp -d)
trap 'rm -r "$out"' EXIT
"$program" run "$corpus/text" -o "$out" >&2
python3 "$scorer" "$corpus" "$out/statements.csv" | awk '
    BEGIN {
        print "who said what, speech cues, F1     .5     .8  direct   mixed indirect"
        row = "%-30s %6s %6s %7s %7s %8s\n"
        printf row, "quotes by regular expression", "36", "", "", "", ""
        printf row, "rules on dependency parses", "67", "61", "79", "58", "61"
    }
    /^\(d\)/ { level++ }
    function f1() {
        match($0, /F1 +[0-9.]+/)
        return sprintf("%.1f", substr($0, RSTART + 2, RLENGTH - 2))
    }
    /^  speech  /        { speech[level] = f1() }
    /^  speech direct/   { direct[level] = f1() }
    /^  speech mixed/    { mixed[level] = f1() }
    /^  speech indirect/ { indirect[level] = f1() }
    /^  other  / && level == 1 {
        match($0, /P +[0-9.]+/)
        other = substr($0, RSTART + 2, RLENGTH - 2)
    }
    END {
        printf row, "detente", speech[1], speech[2], direct[1], mixed[1],
               indirect[1]
        printf row, "humans among themselves", "90", "86", "99", "93", "84"
        printf "\nother cues (beliefs, plans, wishes): precision %.1f\n", other
    }'
