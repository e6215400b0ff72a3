#!/usr/bin/env bash
# Fails if a file has more than so many bytes: applications carry this jar into every process.
set -euo pipefail
limit=$1
file=$2
size=$(stat -c %s "$file")
if [ "$size" -gt "$limit" ]; then
  echo "$file has $size bytes, the limit is $limit" >&2
  exit 1
fi
