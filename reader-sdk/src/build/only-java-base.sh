#!/usr/bin/env bash
# Fails when the reader SDK's jar needs any module but java.base.
# Usage: only-java-base.sh JAVA_HOME JAR
set -euo pipefail
modules=$("$1/bin/jdeps" --print-module-deps "$2")
if [ "$modules" != "java.base" ]; then
  echo "$2 needs the modules $modules; it may need java.base only." >&2
  exit 1
fi
