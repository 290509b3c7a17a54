/**
 * Configuration: YAML text to immutable records, with errors that name file, line and column.
 *
 * <h2>Theory of operation</h2>
 *
 * <p>A document goes through three stages. {@link dev.hayabashi.config.YamlTree} turns Jackson's token stream into
 * {@link dev.hayabashi.config.Node}s, values that know where they stand. {@code Fields} reads one map of that tree by its
 * {@code Section}, a table of the keys it may have; unknown keys, wrong types and values out of range are collected in
 * {@link dev.hayabashi.config.Problems} and reading goes on with the default, so that one pass finds everything. At the
 * end come the rules between values: {@code PortChecks} within a port, {@code StpReader} among the spanning tree's times,
 * {@code CrossChecks} between ports and bridges. A document with any problem yields no configuration at all.
 *
 * <p>The key tables ({@code Keys}, {@code PortKeys}) are the one place where a key is described: its name, type and range,
 * where the value lives in the record, its sentence. {@link dev.hayabashi.config.ConfigReader},
 * {@link dev.hayabashi.config.ConfigWriter}, {@link dev.hayabashi.config.ConfigDiff} and
 * {@link dev.hayabashi.config.ConfigReference} all work from them. A default is not a column of the table but the value in
 * a default record ({@code PortConfig.of(name, kind)}), because the defaults of a port depend on its kind.
 *
 * <p>{@code NotYet} lists what is planned but not built. Such keys are refused: ignoring them would make a file that
 * looks obeyed. Building the feature deletes the row.
 *
 * <p>{@link dev.hayabashi.config.HayabashiConfig#positions()} keeps where each value was written, by names rather than
 * indices, for sentences like "because {@code edge: false} (lab.yaml:14)".
 *
 * <h2>Limits</h2>
 *
 * <p>Documents of at most 2^20 characters, 32 levels deep; no anchors, aliases, tags or second documents. No look-ups:
 * user names, groups and namespaces are kept as written and resolved by the daemon.
 */
@NullMarked
package dev.hayabashi.config;

import org.jspecify.annotations.NullMarked;
