#!/usr/bin/env bash
# Writes a promptfoo config of N echo cases with 4 assertions each, one of them javascript. promptfoo runs the same file.
# usage: bench/make-suite.sh N FILE
set -euo pipefail
awk -v n="$1" 'BEGIN {
  print "prompts: [\"Question {{ id }}: what is {{ a }} plus {{ b }}? Answer {{ sum }}.\"]"
  print "providers: [echo]"
  print "tests:"
  for (i = 1; i <= n; i++) {
    a = i % 97; b = i % 89
    printf "  - description: case %d\n    vars: { id: %d, a: %d, b: %d, sum: %d }\n    assert:\n", i, i, a, b, a + b
    printf "      - { type: contains, value: \"Answer %d\" }\n", a + b
    printf "      - { type: icontains, value: question }\n"
    printf "      - { type: regex, value: \"Answer \\\\d+\\\\.$\" }\n"
    printf "      - { type: javascript, value: \"output.length > 10 && context.vars.sum === %d\" }\n", a + b
  }
}' >"$2"
