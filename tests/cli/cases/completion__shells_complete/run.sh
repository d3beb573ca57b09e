# what a person sees who presses the tab key, in the shells themselves
export HOME=$PWD
galatea completion bash > galatea.bash
bash --norc -c '. ./galatea.bash; complete -p galatea' | grep -q _galatea && echo "bash: galatea completes"
if command -v fish > /dev/null; then
	galatea completion fish > galatea.fish
	[ "$(fish -c 'source galatea.fish; complete -C "galatea query --no-"' | cut -f1)" = --no-code ]
	[ "$(fish -c 'source galatea.fish; complete -C "galatea comp"' | cut -f1)" = completion ]
else
	echo "SKIP: fish is not here" >&2
fi
if command -v zsh > /dev/null; then
	galatea completion zsh > _galatea
	zsh -f "$CASE/press_tab.zsh" 'galatea query --no-c' 'galatea query --no-code'
	zsh -f "$CASE/press_tab.zsh" 'galatea compl' 'galatea completion'
else
	echo "SKIP: zsh is not here" >&2
fi
echo "as far as the shells are here"
