#!/bin/bash
# check.sh - a run on a cluster against a run on one machine: the same bytes,
# whatever fails on the way, or a clear failure.  `make check-cluster`.
set -eu
cd "$(dirname "$0")/../.."
here=$PWD work=$PWD/build/cluster
export SLURM_ROOT=$work/slurm SLURM_CONF=$work/slurm/slurm.conf
export NODES=4 HOLD=$work/hold
batch=$here/pipeline/cluster/detente.sbatch
shards=8

say() { printf '%-58s %s\n' "$1" "$2"; }
die() { say "$1" FAILED; exit 1; }

same() { # same NAME: the tables of the cluster's run and of the whole one
    for file in "$work"/whole/*.csv; do
        cmp "$file" "$work/$1/${file##*/}" || die "$1: ${file##*/}"
    done
}

submit() { # submit NAME: sets array, merged
    local words
    words=$("$batch" "$work/$1" $shards "$work/articles")
    array=$(echo "$words" | cut -d' ' -f2) merged=$(echo "$words" | cut -d' ' -f4)
}

state() { scontrol -o show job "$1" | sed -n 's/.*JobState=\([A-Z_]*\).*/\1/p' | head -n 1; }
is() { [ "$(state "$1")" = "$2" ]; }
wait_for() { # wait_for SECONDS WHAT COMMAND...
    local end=$((SECONDS + $1)) what=$2
    shift 2
    until "$@"; do
        [ $SECONDS -lt $end ] || { squeue; die "$what"; }
        sleep .3
    done
}
ended() { case $(state "$1") in PENDING | RUNNING | COMPLETING | CONFIGURING | '') return 1 ;; esac; }
merged_well() {
    wait_for 180 "$1: the merge" ended "$merged"
    is "$merged" COMPLETED || { cat "$work/$1"/logs/* >&2; die "$1"; }
    same "$1"
    say "$1: the same bytes" ok
}

# A detente that does to a task, once, what the file $HOLD/TASK asks for.
make_wrapper() {
    cat >"$work/detente" <<WRAPPER
#!/bin/bash
order=$HOLD/\${SLURM_ARRAY_TASK_ID:-none}
if [ -e "\$order" ]; then
    case \$(cat "\$order") in
    fail) rm "\$order"; exit 9 ;;
    kill) rm "\$order"; ulimit -c 0 -f 1 ;; # a signal at the second kilobyte
    wait) touch "\$order.runs"; rm "\$order"; sleep 300 ;;
    esac
fi
exec $here/detente "\$@"
WRAPPER
    chmod +x "$work/detente"
    export DETENTE=$work/detente
}

prepare() {
    rm -rf "$work"
    mkdir -p "$work/articles" "$HOLD"
    for i in $(seq 20); do
        for file in tests/sample/articles/*.txt; do
            sed "s/\\bthe\\b/the $i/5" "$file" \
                >"$work/articles/$i-${file##*/}"
        done
    done
    ./detente run "$work/articles" -o "$work/whole" 2>/dev/null
    make_wrapper
    tests/cluster/slurm.sh up
    trap 'scancel -u "$(id -un)" || true; tests/cluster/slurm.sh down' EXIT
}

plainly() {
    submit plainly
    merged_well plainly
}

# A task that fails takes the merge with it, and says so; the same command
# again does only what is missing.
a_task_fails() {
    echo fail >"$HOLD/3"
    submit fails
    wait_for 120 "a failed task ends the merge" ended "$merged"
    is "$merged" CANCELLED || die "a failed task ends the merge"
    is "${array}_3" FAILED || die "the task is FAILED"
    say "fails: the task is FAILED, the merge CANCELLED" ok
    ! "$here/detente" merge "$work/fails/parts" -o "$work/fails" \
        2>"$work/message" || die "fails: merge by hand"
    grep -q 'missing of 8 parts: 3' "$work/message" || die "fails: message"
    say "fails: merge names part 3" ok
    submit fails
    merged_well fails
    [ "$(grep -l 'is there already' "$work"/fails/logs/part-*.log | wc -l)" = 7 ] ||
        die "fails: only part 3 is made anew"
    say "fails: only part 3 is made anew" ok
}

# A task killed while it writes leaves nothing that counts; the retry of that
# one index mends it.
a_task_is_killed() {
    echo kill >"$HOLD/5"
    submit killed
    wait_for 120 "killed: the end" ended "$merged"
    is "$merged" CANCELLED || die "killed: the merge is CANCELLED"
    [ ! -e "$work/killed/parts/part-00005-of-00008/part.json" ] ||
        die "killed: no part.json"
    say "killed: no part, the merge CANCELLED" ok
    ARRAY=5 submit killed
    merged_well killed
}

# A node that dies with its task: Slurm requeues it on another one.
a_node_dies() {
    echo wait >"$HOLD/2"
    submit node
    wait_for 60 "node: task 2 runs" test -e "$HOLD/2.runs"
    local node
    node=$(scontrol -o show job "${array}_2" | sed -n 's/.* NodeList=\(n[0-9]*\).*/\1/p' | head -n 1)
    for pid in $(pgrep -f "slurmstepd: \[${array}\.batch\]|slurmstepd: \[$(scontrol -o show job "${array}_2" | sed -n 's/^JobId=\([0-9]*\).*/\1/p')\.") \
        $(cat "$SLURM_ROOT/run/$node.pid"); do
        pkill -9 -P "$pid" || true
        kill -9 "$pid" 2>/dev/null || true
    done
    say "node: $node is dead" ok
    merged_well node
    slurmd -N "$node"
}

prepare
plainly
a_task_fails
a_task_is_killed
a_node_dies

# Without Slurm: GNU parallel with a log, and its retry of what failed.
if command -v parallel >/dev/null; then
    echo fail >"$HOLD/4"
    work_shard() { SLURM_ARRAY_TASK_ID=$1 "$DETENTE" run "$work/articles" --shard $shards -o "$work/parallel/parts"; }
    export -f work_shard
    export work shards
    mkdir -p "$work/parallel"
    ! parallel --will-cite -j 2 --joblog "$work/joblog" work_shard ::: $(seq $shards) 2>/dev/null ||
        die "parallel: one fails"
    parallel --will-cite -j 2 --joblog "$work/joblog" --resume-failed work_shard ::: $(seq $shards) 2>/dev/null
    "$here/detente" merge "$work/parallel/parts" -o "$work/parallel" 2>/dev/null
    same parallel
    say "parallel --resume-failed: the same bytes" ok
fi
