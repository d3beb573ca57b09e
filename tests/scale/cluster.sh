# A Slurm cluster of this machine alone, for tests and benches: sourced.
#
#   cluster_missing        prints what is not installed; true: something is
#   cluster_start DIR      controller and four node daemons n1 … n4 below DIR
#   cluster_kill NODE      the daemon, its steps, and what they run
#   cluster_stop           everything it started, and nothing else
#
# Sets SLURM_CONF. Wants root: node daemons start tasks as their users.

cluster_missing() {
	PATH=$PATH:/usr/sbin
	local program
	for program in munged slurmctld slurmd sbatch squeue sqlite3; do
		command -v $program > /dev/null && continue
		echo "no $program (Debian: slurm-wlm, sqlite3)"
		return 0
	done
	[ "$(id -u)" = 0 ] && return 1
	echo "node daemons of this cluster want root"
}

# What is below a process, children last.
below() {
	local child
	for child in $(ps -o pid= --ppid "$1"); do
		below "$child"
		echo "$child"
	done
}
end_tree() {
	kill -9 $(below "$1") "$1" 2> /dev/null || true
}
environ() { tr '\0' '\n' 2> /dev/null < "/proc/$1/environ" || true; }
# Steps leave their daemon: they are known by the configuration of this cluster.
steps() {
	local step
	for step in $(pgrep -x slurmstepd); do
		if environ "$step" | grep -qxF "SLURM_CONF=$SLURM_CONF"; then echo "$step"; fi
	done
}

cluster_kill() {
	local step pid
	for step in $(steps); do
		for pid in $(below "$step"); do
			if environ "$pid" | grep -qxF "SLURMD_NODENAME=$1"; then
				end_tree "$step"
				break
			fi
		done
	done
	end_tree "$(cat "$cluster/$1.pid")"
}

cluster_stop() {
	local pid step
	for pid in $(cat "$cluster"/*.pid 2> /dev/null); do end_tree "$pid"; done
	for step in $(steps); do end_tree "$step"; done
}

cluster_start() {
	cluster=$1
	export SLURM_CONF=$cluster/slurm.conf
	local base=$((20000 + $$ % 20000)) host # ports that no other cluster of this machine has
	host=$(hostname -s)
	mkdir -p "$cluster"/{state,spool,munge}
	head -c 64 /dev/urandom > "$cluster/munge/key"
	chmod 700 "$cluster/munge"
	chmod 400 "$cluster/munge/key"
	munged --force --key-file="$cluster/munge/key" --socket="$cluster/munge.socket" \
		--pid-file="$cluster/munged.pid" --log-file="$cluster/munged.log" --seed-file="$cluster/munge/seed"
	cat > "$SLURM_CONF" <<CONF
ClusterName=galatea$$
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$base
SlurmctldPidFile=$cluster/slurmctld.pid
SlurmctldLogFile=$cluster/slurmctld.log
SlurmdPidFile=$cluster/%n.pid
SlurmdLogFile=$cluster/%n.log
SlurmdSpoolDir=$cluster/spool/%n
StateSaveLocation=$cluster/state
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$cluster/munge.socket
CredType=cred/munge
MpiDefault=none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/builtin
JobRequeue=1
ReturnToService=2
SlurmdTimeout=10
SlurmctldTimeout=10
InactiveLimit=0
KillWait=2
MinJobAge=3600
MessageTimeout=60
NodeName=n[1-4] NodeHostname=$host NodeAddr=127.0.0.1 Port=[$((base + 1))-$((base + 4))] CPUs=1
PartitionName=all Nodes=n[1-4] Default=YES MaxTime=60 State=UP
CONF
	mkdir -p "$cluster"/spool/n{1,2,3,4}
	slurmctld
	for n in 1 2 3 4; do slurmd -N n$n; done
	for _ in $(seq 60); do
		[ "$(sinfo -h -t idle -o %D 2> /dev/null)" = 4 ] && break
		sleep 1
	done
	sinfo -h -N -o "node %N %T"
}
