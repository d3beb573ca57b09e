# press_tab.zsh TYPED EXPECTED: an interactive zsh with _galatea of this
# folder makes EXPECTED of TYPED and a tab. Waits for it, ten seconds at most.
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PS1=; fpath=($PWD \$fpath); autoload -Uz compinit; compinit -u -d $PWD/dump; bindkey '^I' complete-word; echo REA''DY"
integer tries
seen=
until [[ $seen = *READY* ]] || (( tries++ > 100 )); do
	sleep 0.1
	while zpty -r -t shell piece; do seen+=$piece; done
done
seen= tries=0
zpty -n -w shell "$1"$'\t'
until [[ $seen = *"$2"* ]] || (( tries++ > 100 )); do
	sleep 0.1
	while zpty -r -t shell piece; do seen+=$piece; done
done
zpty -d shell
[[ $seen = *"$2"* ]] || { print -r -- "zsh made of '$1': ${(qqqq)seen}"; exit 1 }
