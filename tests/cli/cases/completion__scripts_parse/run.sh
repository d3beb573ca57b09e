galatea completion bash > galatea.bash
bash -n galatea.bash
. ./galatea.bash
COMP_WORDS=(galatea query --no) COMP_CWORD=2
_galatea
printf '%s\n' "${COMPREPLY[@]}"
COMP_WORDS=(galatea comp) COMP_CWORD=1
_galatea
printf '%s\n' "${COMPREPLY[@]}"
for shell in zsh fish; do
	galatea completion "$shell" > "galatea.$shell"
	grep -c -- 'no-code' "galatea.$shell"
	if command -v "$shell" > /dev/null; then "$shell" -n "galatea.$shell"; fi
done
