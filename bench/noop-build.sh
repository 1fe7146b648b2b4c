#!/usr/bin/env bash
# What the gate costs a build in which nothing changed: median difference of interleaved no-op builds with it and without.
# usage: bench/noop-build.sh [PAIRS]      exits with 1 above 50 ms
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
pairs=${1:-20}
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1

dotnet build "$root/src/Ptm.Build" -v q >&2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/prompts"
cat >"$folder/App.csproj" <<XML
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <_PtmTaskAssembly>$root/src/Ptm.Build/bin/Debug/netstandard2.0/Ptm.Build.dll</_PtmTaskAssembly>
    <_PtmEvaluatorPath>$root/src/Ptm.Cli/bin/Debug/net10.0/ptm.dll</_PtmEvaluatorPath>
  </PropertyGroup>
  <Import Project="$root/src/Ptm.Build/build/Ptm.Build.props" Condition="'\$(Gated)' == 'true'" />
  <Import Project="$root/src/Ptm.Build/build/Ptm.Build.targets" Condition="'\$(Gated)' == 'true'" />
</Project>
XML
echo 'System.Console.WriteLine("It runs.");' >"$folder/Program.cs"
for i in $(seq 20); do
  cat >"$folder/prompts/p$i.yaml" <<YAML
id: p$i
provider_profiles: [echo]
prompt_text: "Hello {{ name }}"
tests:
  - vars: { name: Ada }
    assert: [{ type: contains, value: Ada }]
YAML
done

build() { dotnet build "$folder" --no-restore -v q -p:Gated="$1" >/dev/null; }
milliseconds() {
  local start=$EPOCHREALTIME
  build "$1"
  local end=$EPOCHREALTIME
  echo $(((${end/./} - ${start/./}) / 1000))
}

dotnet restore "$folder" -v q >&2
build true
build false
grep -q 'Ptm: up to date, 20 of 20 cases' <<<"$(dotnet build "$folder" --no-restore -v d -p:Gated=true)" || { echo "The gate did not work." >&2; exit 1; }
for _ in $(seq "$pairs"); do
  with=$(milliseconds true)
  without=$(milliseconds false)
  echo "$with $without $((with - without))"
done >"$folder/times"

median() { cut -d ' ' -f "$1" "$folder/times" | sort -n | sed -n "$(((pairs + 1) / 2))p"; }
difference=$(median 3)
echo "no-op builds, $pairs pairs: with the gate $(median 1) ms, without $(median 2) ms, median difference $difference ms"
[ "$difference" -le 50 ] || { echo "That is above 50 ms." >&2; exit 1; }
