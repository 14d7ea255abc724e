#!/usr/bin/env bash
# Trains the tokenizer of a built-in small model, tiny or nano. Needs python3 and spm_train (apt-get install sentencepiece).
set -euo pipefail
preset=${1:?which preset: tiny or nano}
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 configs/tokenizer/make_captions.py "$work" "$preset"

# 924 pieces and 100 extra ids make 1,024 rows. Every printable ASCII character is a piece, so ASCII is never unknown.
ascii=$(printf '%b' "$(printf '\\x%x' $(seq 33 126))")
spm_train --input="$work/captions.txt" --model_prefix="$work/spiece" --model_type=unigram --vocab_size=924 \
  --pad_id=0 --eos_id=1 --unk_id=2 --bos_id=-1 --character_coverage=1.0 --required_chars="$ascii" \
  --normalization_rule_tsv="$work/normalization.tsv" --num_threads=1 --minloglevel=1
mkdir -p "SharpSat.Video/Presets/$preset/tokenizer"
cp "$work/spiece.model" "SharpSat.Video/Presets/$preset/tokenizer/spiece.model"
