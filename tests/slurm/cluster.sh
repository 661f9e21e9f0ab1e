#!/usr/bin/env bash
# Slurm on this machine alone, as root and without systemd, in a directory: `cluster.sh DIR start`, `controller`, `node`
# (each daemon by itself) and `stop`. Needs Debian's slurm-wlm and munge.
set -euo pipefail
dir=$(realpath -m "$1")
export SLURM_CONF=$dir/slurm.conf
host=$(hostname -s)

munge_key() {
    mkdir -p /run/munge /var/log/munge /var/lib/munge
    if [ ! -s /etc/munge/munge.key ]; then
        dd if=/dev/urandom of=/etc/munge/munge.key bs=1024 count=1 status=none
    fi
    chown -R munge:munge /run/munge /var/log/munge /var/lib/munge /etc/munge
    chmod 755 /run/munge
    chmod 700 /etc/munge
    chmod 400 /etc/munge/munge.key
}

configure() {
    mkdir -p "$dir/state" "$dir/spool" "$dir/log"
    local memory
    memory=$(awk '/MemTotal/ { print int($2 / 1024 * 0.8) }' /proc/meminfo)
    cat >"$SLURM_CONF" <<CONF
ClusterName=one
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
CredType=cred/munge
MpiDefault=none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool
SlurmctldPidFile=$dir/slurmctld.pid
SlurmdPidFile=$dir/slurmd.pid
SlurmctldLogFile=$dir/log/slurmctld.log
SlurmdLogFile=$dir/log/slurmd.log
ReturnToService=2
SchedulerParameters=sched_interval=1,batch_sched_delay=0
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) RealMemory=$memory State=UNKNOWN
PartitionName=all Nodes=$host Default=YES MaxTime=INFINITE State=UP
CONF
}

# Waits for a command to succeed, at most a minute.
await() {
    for _ in $(seq 120); do
        "$@" >/dev/null 2>&1 && return
        sleep 0.5
    done
    echo "cluster.sh: in vain: $*" >&2
    return 1
}

stop() {
    for daemon in slurmd slurmctld munged; do
        if [ -s "$dir/$daemon.pid" ]; then
            kill "$(cat "$dir/$daemon.pid")" 2>/dev/null || true
        fi
    done
}

case $2 in
start)
    configure
    munge_key
    if ! munge -n 2>/dev/null | unmunge >/dev/null 2>&1; then
        setpriv --reuid munge --regid munge --clear-groups munged
        await sh -c 'munge -n | unmunge'
        cp /run/munge/munged.pid "$dir/munged.pid"
    fi
    slurmctld
    await scontrol ping
    slurmd
    await sh -c 'sinfo --noheader --format=%T | grep -q idle'
    ;;
controller) slurmctld && await scontrol ping ;;
node) slurmd ;;
stop) stop ;;
esac
