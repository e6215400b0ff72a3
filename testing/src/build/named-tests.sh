#!/usr/bin/env bash
# Fails if no module that is built has a test that -Dtest names. Surefire cannot: it looks at one module
# at a time, and that a test is in another one is no mistake.
#
#   named-tests.sh ROOT NAMES MODULES GOALS
#
# ROOT is the repository, NAMES the value of -Dtest; MODULES and GOALS are as Maven prints its lists:
# "[MavenProject: GROUP:ARTIFACT:VERSION @ /DIRECTORY/pom.xml, ...]" and "[test]".
set -euo pipefail
root=$1
names=$2

fail() { # WHAT...
  printf -- '-Dtest: %s\n' "$@" >&2
  exit 1
}

tests_in() { # DIRECTORY...: its test classes
  local directory
  for directory; do
    if [ -d "$directory/src/test/java" ]; then
      find "$directory/src/test/java" -name '*.java'
    fi
  done
}

named() { # CLASS: those of the files that are read that have this name, which may have wildcards
  local file pattern=$1
  while read -r file; do
    # shellcheck disable=SC2053 # A pattern.
    if [[ $file == */$pattern.java ]]; then
      echo "$file"
    fi
  done
}

mapfile -t modules < <(grep -o '@ [^,]*/pom\.xml' <<<"$3" | sed 's|^@ ||; s|/pom\.xml$||')
tests=$(tests_in "${modules[@]}")

# Surefire's own expressions are left to Surefire.
case $names in *%regex*) exit 0 ;; esac

IFS=, read -ra each <<<"$names"
for name in "${each[@]}"; do
  name=${name//[[:space:]]/}
  case $name in '' | '!'*) continue ;; esac
  class=${name%%#*}
  class=${class%.java}
  class=${class%.class}
  class=${class%%\$*}
  class=${class//.//}
  found=$(named "${class:-*}" <<<"$tests")
  if [ -z "$found" ]; then
    elsewhere=$(find "$root" -path '*/src/test/java/*' -name '*.java' | named "$class" | head -n 1)
    if [ -n "$elsewhere" ]; then
      module=${elsewhere#"$root"/}
      module=${module%%/src/test/java/*}
      fail "$name is in $module, which is not built: say '-pl $module -am'"
    fi
    fail "no test is called $name; a class is named with or without its package, and may have wildcards"
  fi
  mapfile -t files <<<"$found"
  if [[ $name == *#* ]] && ! grep -q ' extends ' "${files[@]}"; then
    IFS=+ read -ra methods <<<"${name#*#}"
    for method in "${methods[@]}"; do
      method=${method%%[[(]*}
      pattern=${method//\*/[[:alnum:]_]*}
      pattern=${pattern//\?/.}
      if ! grep -qE "[[:space:]]$pattern\(" "${files[@]}"; then
        fail "$class has no test $method"
      fi
    done
  fi
  if ! [[ $4 =~ verify|install|deploy|integration-test ]]; then
    packaged=$(grep -l '^@Tag("packaged")' "${files[@]}" | wc -l || true)
    if [ "$packaged" = "${#files[@]}" ]; then
      fail "$name needs what the build packages: say 'verify' in place of 'test'"
    fi
  fi
done
