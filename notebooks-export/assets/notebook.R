# Reads the tables that galatea exported and draws its charts.
library(readr)
library(dplyr)
library(ggplot2)

manifest <- jsonlite::read_json("manifest.json")
simulated <- isTRUE(manifest$simulated)

# One table: an empty cell is not defined or suppressed.
load_table <- function(frame) {
  schema <- jsonlite::read_json(file.path("tables", paste0(frame, ".schema.json")))
  types <- vapply(schema$properties, function(p) {
    switch(p$type[[1]], integer = "d", number = "d", "c")
  }, "")
  read_csv(file.path("tables", paste0(frame, ".csv")),
    col_types = paste(types, collapse = ""), na = "", show_col_types = FALSE)
}

# Text in the order of the table: the ladder's order.
in_order <- function(values) factor(values, levels = unique(values))

# Room for a name a line.
tall <- function(frame, y) max(5, 0.17 * length(unique(load_table(frame)[[y]])))

# What a curve is at 0 by definition, put before its first value, curve by
# curve.
from_zero <- function(t, x, measured, by, at_zero) {
  groups <- if (length(by)) split(t, lapply(by, function(column) t[[column]]), drop = TRUE)
            else list(t)
  bind_rows(lapply(groups, function(g) {
    start <- g[1, ]
    start[[x]] <- 0
    for (column in measured) start[[column]] <- as.numeric(at_zero)
    bind_rows(start, g)
  }))
}

draw <- function(frame, kind, title, x, y, lower = NULL, upper = NULL,
                 value = NULL, series = NULL, facet = NULL, x_title = NULL,
                 y_title = NULL, percent = FALSE, at_zero = NULL, where = NULL, equals = NULL) {
  t <- load_table(frame)
  if (!is.null(where)) t <- t[t[[where]] == equals, ]
  measured <- if (!is.null(value)) value else if (kind %in% c("interval", "bar")) x else y
  has <- function(column) !is.null(column) && column %in% names(t)
  if (kind %in% c("band", "stack") && is.character(t[[x]]))
    t[[x]] <- as.Date(paste0(t[[x]], "-01"))
  # first the order, of the whole table, then what is not suppressed
  for (column in names(t)) if (is.character(t[[column]])) t[[column]] <- in_order(t[[column]])
  t <- t[!is.na(t[[measured]]), ]
  if (kind == "bar") # the strongest on top
    t[[y]] <- factor(t[[y]], levels = unique(t[[y]][order(-t[[x]])]))
  p <- ggplot(t, aes(x = .data[[x]], y = .data[[y]]))
  if (kind == "band") {
    if (has(series)) p <- p + aes(colour = .data[[series]], fill = .data[[series]])
    # the values are points of a curve, whose steps are not in the table
    line <- if (is.null(at_zero)) t
            else from_zero(t, x, Filter(has, c(y, lower, upper)), Filter(has, c(series, facet)), at_zero)
    if (has(lower))
      p <- p + geom_ribbon(aes(ymin = .data[[lower]], ymax = .data[[upper]]), data = line,
        alpha = 0.2, colour = NA)
    p <- p + geom_line(data = line) + geom_point(size = 0.7)
  } else if (kind == "stack") {
    p <- p + geom_col(aes(fill = .data[[series]]), position = position_stack(reverse = TRUE)) +
      scale_fill_viridis_d()
    # a suppressed share is not 0: what is left of the whole is grey
    if (percent) p <- p + coord_cartesian(ylim = c(0, 1), expand = FALSE) +
      theme(panel.background = element_rect(fill = "grey85"), panel.grid = element_blank()) +
      labs(caption = "grey: suppressed")
  } else if (kind %in% c("heat", "flow")) {
    label <- if (percent) sprintf("%.1f%%", 100 * t[[value]]) else sprintf("%.3g", t[[value]])
    p <- p + geom_tile(aes(fill = .data[[value]])) + geom_text(label = label, size = 3) +
      scale_fill_gradient(low = "#f7fbff", high = "#6baed6") + scale_y_discrete(limits = rev) +
      theme(axis.text.x = element_text(angle = 35, hjust = 1))
  } else if (kind == "interval") {
    if (has(series)) p <- p + aes(colour = .data[[series]])
    p <- p + geom_point(position = position_dodge(width = 0.6)) + scale_y_discrete(limits = rev)
    if (has(lower))
      p <- p + geom_errorbarh(aes(xmin = .data[[lower]], xmax = .data[[upper]]),
        height = 0, position = position_dodge(width = 0.6))
  } else {
    if (has(series)) p <- p + aes(fill = .data[[series]])
    p <- p + geom_col(position = position_dodge(width = 0.8), width = 0.7) +
      scale_y_discrete(limits = rev)
  }
  if (percent && is.null(value)) {
    p <- p + if (kind %in% c("interval", "bar")) scale_x_continuous(labels = scales::percent)
             else scale_y_continuous(labels = scales::percent)
    if (kind != "stack") # shares are seen whole
      p <- p + if (kind %in% c("interval", "bar")) expand_limits(x = 0) else expand_limits(y = 0)
  }
  if (has(facet)) p <- p + facet_wrap(vars(.data[[facet]]))
  p + labs(title = paste0(title, if (simulated) " (simulated data)" else ""),
    x = x_title, y = y_title)
}
