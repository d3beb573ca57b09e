# The sequences of `galatea export --sequences`, as R packages want them.
# Person-level data: keep these files where the database is.

# from the folder of the export, or from this one
folder <- if (dir.exists("sequences")) "sequences" else "."
read_sequences <- function(name, ...) read.csv(file.path(folder, name), ...)

# msm: states 1 .. n, times in days since each author's first observation
panel <- read_sequences("msm.csv")
panel <- panel[ave(panel$id, panel$id, FUN = length) > 1, ]
if (requireNamespace("msm", quietly = TRUE))
  print(msm::statetable.msm(state, id, data = panel))

# TraMineR: spells in whole days; "silent" after 180 days without a rung
spells <- read_sequences("spell.csv")
if (requireNamespace("TraMineR", quietly = TRUE)) {
  sequences <- TraMineR::seqdef(TraMineR::seqformat(spells, id = "id",
    begin = "begin", end = "end", status = "state", from = "SPELL", to = "STS",
    process = FALSE))
  events <- read_sequences("tse.csv")
}

# survival: (start, stop] with event 1 where companionship is first seen.
# Authors whose first observation is at or above it are not at risk.
counting <- read_sequences("counting.csv")
counting <- counting[counting$stop > counting$start, ]
if (nrow(counting) > 0 && requireNamespace("survival", quietly = TRUE))
  print(survival::survfit(survival::Surv(start, stop, event) ~ 1, data = counting))

# One row per author, event 1 where companionship was reached; one row per move
entry <- read_sequences("survival.csv")
if (nrow(entry) > 0 && requireNamespace("survival", quietly = TRUE))
  print(survival::survfit(survival::Surv(days, event) ~ 1, data = entry))
moves <- read_sequences("transitions.csv")
print(table(moves$from, moves$to))

# TraMineR, STS as it stands: bins of thirty days, empty where unknown or over
if (requireNamespace("TraMineR", quietly = TRUE)) {
  sts <- read_sequences("sts.csv", na.strings = "")
  used <- 1 + which(colSums(!is.na(sts[-1])) > 0)
  print(TraMineR::seqtrate(TraMineR::seqdef(sts[used])))
}
