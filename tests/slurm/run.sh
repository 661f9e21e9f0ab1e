#!/usr/bin/env bash
# A search of 10,000 candidates as a Slurm array of 4 tasks has the bytes of one process, though a task and both daemons
# are killed on the way, and so has a search by a Gaussian process in rounds:
# `tests/slurm/run.sh target/release/mcutune [DIR [TRIALS]]`. As root, on a machine that runs no Slurm of its own; see
# cluster.sh.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
mcutune=$(realpath "$1")
dir=$(realpath -m "${2:-target/slurm}")
trials=${3:-10000}
rm -rf "$dir"
mkdir -p "$dir"
cd "$dir"
export SLURM_CONF=$dir/slurm.conf
trap 'scancel --user=root 2>/dev/null || true; "$here/cluster.sh" "$dir" stop' EXIT
"$here/cluster.sh" "$dir" start
host=$(hostname -s)

cat >space.toml <<SPACE
hidden_layer_sizes = { low = 2, high = 9 }
learning_rate_init = { low = 1e-3, high = 1e-1, log = true }
max_iter = 40
SPACE
search="search $here/../../host/data/iris.csv --space space.toml --cv 3 --strategy random --trials $trials --quiet"
cat >shards.sbatch <<SBATCH
#!/bin/bash
#SBATCH --array=0-3
#SBATCH --cpus-per-task=1
#SBATCH --requeue
#SBATCH --output=task-%a.out
#SBATCH --open-mode=append
echo \$\$ >task-\$SLURM_ARRAY_TASK_ID.pid
echo \$SLURM_ARRAY_TASK_ID >>starts
exec $mcutune $search --out shards --shard auto/4 --jobs 1
SBATCH

# Trials in the journal of a shard.
done_of() { grep -c '"op_code":4' "shards/shard-$1-of-4/journal.log" 2>/dev/null || true; }
await_trials() {
    for _ in $(seq 1200); do
        [ "$(done_of "$1" | grep . || echo 0)" -ge "$2" ] && return
        sleep 0.1
    done
    echo "shard $1 has not come to $2 trials" >&2
    return 1
}

echo "== one process"
"$mcutune" $search --out whole >/dev/null

echo "== an array of 4 tasks"
job=$(sbatch --parsable shards.sbatch)
await_trials 1 $((trials / 40))
echo "== kill -9 of task 1, of slurmctld, of slurmd"
kill -9 "$(cat task-1.pid)"
left=$((trials / 4 - $(done_of 1)))
[ "$left" -gt 0 ] || { echo "task 1 was done before it was killed" >&2; exit 1; }
echo "task 1 has $left candidates left"
kill -9 "$(cat slurmctld.pid)"
sleep 1
kill -9 "$(cat slurmd.pid)"
sleep 1
"$here/cluster.sh" "$dir" controller
"$here/cluster.sh" "$dir" node
# the two commands that bring back a node that was drained, and tasks that are held
for _ in $(seq 300); do
    scontrol update "NodeName=$host" State=RESUME 2>/dev/null || true
    scontrol release "$job" 2>/dev/null || true
    [ -n "$(squeue --noheader --job "$job" 2>/dev/null)" ] || break
    sleep 1
done

echo "== what is not done, again"
for _ in 1 2 3; do
    if said=$("$mcutune" merge shards 2>&1); then
        break
    fi
    echo "$said"
    tasks=$("$mcutune" show shards --json |
        python3 -c 'import json, sys; print(",".join(str(one["shard"]) for one in json.load(sys.stdin)["unfinished"]))')
    sbatch --wait --array="$tasks" shards.sbatch || true
done
echo "$said"
echo "$(wc -l <starts) starts of 4 tasks"

echo "== the winner"
next=$(sed -n 's/^next: mcutune //p' <<<"$said")
before=$(sha256sum <shards/journal.log)
eval "\"\$mcutune\" $next" >/dev/null
[ "$before" = "$(sha256sum <shards/journal.log)" ] || { echo "the winner's search fitted more" >&2; exit 1; }
python3 "$here/same.py" whole shards

echo "== rounds of an adaptive search, by the loop of README"
rounds="search $here/../../host/data/iris.csv --space space.toml --cv 3 --strategy gp --race none --batch 8 --trials 30 --quiet"
"$mcutune" $rounds --out gp.whole >/dev/null
cat >rounds.sbatch <<SBATCH
#!/bin/bash
#SBATCH --array=0-3
#SBATCH --cpus-per-task=1
#SBATCH --output=round-%a.out
#SBATCH --open-mode=append
exec mcutune $rounds --out gp.study --shard auto/4 --jobs 1
SBATCH
mkdir bin
ln -s "$mcutune" bin/mcutune
export PATH=$dir/bin:$PATH
loop=$(sed -n '/^while sbatch/,/done$/p' "$here/../../README.md")
[ -n "$loop" ] || { echo "README has no loop" >&2; exit 1; }
sh -c "$loop"
said=$(mcutune merge gp.study)
echo "$said"
next=$(sed -n 's/^next: //p' <<<"$said")
eval "$next" >/dev/null
python3 "$here/same.py" gp.whole gp.study
