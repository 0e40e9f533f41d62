# What the jobs of this folder share: each is stopped some minutes before its time is over, goes into the queue
# again, and goes on where it was.

# go_on COMMAND…: runs it; on the signal that SLURM sends before the end of the time, ends it and queues the job
# again.
go_on() {
  local status=0 stopped=no command
  set -m  # a group of its own, which is ended as a whole
  "$@" &
  command=$!
  trap 'stopped=yes; kill -TERM -- "-$command" 2>/dev/null' TERM
  wait "$command" || status=$?
  # A signal ends the wait, not the command.
  while kill -0 "$command" 2>/dev/null; do wait "$command" || status=$?; done
  trap - TERM
  set +m
  if [[ $stopped == yes ]]; then
    echo 'stopped before the end of the time: the next run goes on' >&2
    if [[ -n ${SLURM_JOB_ID:-} ]]; then scontrol requeue "$SLURM_JOB_ID"; fi
    return 143
  fi
  return "$status"
}
