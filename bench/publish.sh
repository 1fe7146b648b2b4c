# Sourced by the others, which set $root: publishes ptm as it is shipped, ReadyToRun, and sets $program. PTM=PROGRAM takes one that is there.
program=${PTM:-"$root/artifacts/bench/ptm/ptm"}
if [ -z "${PTM:-}" ]; then
  # Restored before and without the runtime, which would otherwise be written into the lock files of every project.
  dotnet restore "$root/src/Ptm.Cli" -v q >&2
  dotnet publish "$root/src/Ptm.Cli" --no-restore -c Release -r linux-x64 -p:DebugType=none -o "$(dirname "$program")" -v q >&2
fi
