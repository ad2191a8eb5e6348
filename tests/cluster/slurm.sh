#!/bin/bash
# slurm.sh up|down - a real Slurm on this machine: munged, slurmctld and NODES
# slurmd, all on the loopback, everything under $SLURM_ROOT.  For tests only.
set -eu
root=${SLURM_ROOT:?} nodes=${NODES:-4} port=${BASE_PORT:-17900}
host=$(hostname -s)

wait_for() { # wait_for SECONDS COMMAND...
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        [ $SECONDS -lt $end ] || { echo "slurm.sh: in vain: $*" >&2; return 1; }
        sleep .2
    done
}

configure() {
    # slurmd binds to what its host name means, where that is a loopback
    local address bind=
    address=$(getent ahostsv4 "$host" | awk '{ print $1; exit }') || address=
    case $address in
    127.*) bind=CommunicationParameters=NoCtldInAddrAny,NoInAddrAny ;;
    *) address=127.0.0.1 ;;
    esac
    cat >"$root/slurm.conf" <<CONF
ClusterName=test
SlurmctldHost=$host($address)
SlurmctldPort=$port
SlurmdPort=$((port + 1))
$bind
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/munge
AuthInfo=socket=$root/run/munge.socket
CredType=cred/munge
StateSaveLocation=$root/state
SlurmdSpoolDir=$root/spool/%n
SlurmctldPidFile=$root/run/slurmctld.pid
SlurmdPidFile=$root/run/%n.pid
SlurmctldLogFile=$root/log/slurmctld.log
SlurmdLogFile=$root/log/%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SlurmdParameters=config_overrides
SwitchType=switch/none
MpiDefault=none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/filetxt
JobCompLoc=$root/log/jobs.txt
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=1,bf_interval=1,batch_sched_delay=0
ReturnToService=2
SlurmdTimeout=5
KillWait=2
MinJobAge=86400
JobRequeue=1
MailProg=/bin/true
PropagateResourceLimits=NONE
NodeName=n[1-$nodes] NodeHostname=$host NodeAddr=$address Port=$((port + 11))-$((port + 10 + nodes)) CPUs=1 RealMemory=2000 State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
    # slurmd starts its cgroup plugin also where nothing uses it
    echo CgroupPlugin=cgroup/v1 >"$root/cgroup.conf"
}

start_munge() {
    [ -s "$root/munge/key" ] ||
        (umask 077 && head -c 1024 /dev/urandom >"$root/munge/key")
    munged --force --key-file="$root/munge/key" \
        --socket="$root/run/munge.socket" \
        --pid-file="$root/run/munged.pid" \
        --log-file="$root/munge/log" --seed-file="$root/munge/seed"
}

all_idle() { [ "$(sinfo -h -N -t idle -o %N | wc -l)" = "$nodes" ]; }

up() {
    mkdir -p "$root"/{munge,state,log,run}
    chmod 755 "$root" "$root/run"
    chmod 700 "$root/munge"
    configure
    export SLURM_CONF=$root/slurm.conf
    start_munge
    wait_for 10 test -S "$root/run/munge.socket"
    slurmctld -c
    for i in $(seq "$nodes"); do
        mkdir -p "$root/spool/n$i"
        slurmd -N "n$i"
    done
    wait_for 60 all_idle
}

# Only what `up` started, by the numbers in its own files.
down() {
    local file pid
    for file in "$root"/run/n*.pid "$root"/run/slurmctld.pid \
        "$root"/run/munged.pid; do
        [ -s "$file" ] || continue
        pid=$(cat "$file")
        kill "$pid" 2>/dev/null || continue
        wait_for 10 bash -c "! kill -0 $pid 2>/dev/null" || kill -9 "$pid"
    done
    rm -f "$root"/run/*.pid
}

"$1"
