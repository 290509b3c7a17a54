package dev.hayabashi.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Writes the man pages from the command line's own description: one for each command, in the macros of man(7). */
final class ManPage {
    private static final String SECTION = "1";

    private final StringBuilder out = new StringBuilder();

    private ManPage() {}

    /** File name of the page of a command: {@code hayabashi-port.1}. */
    static String fileName(CommandLine command) {
        return pageName(command) + "." + SECTION;
    }

    private static String pageName(CommandLine command) {
        return command.getCommandSpec().qualifiedName("-");
    }

    /** Commands that have a page: the root, and those just below it. Deeper ones are sections of theirs. */
    static List<CommandLine> commands(CommandLine root) {
        List<CommandLine> commands = new ArrayList<>(List.of(root));
        commands.addAll(new ArrayList<>(
                new java.util.LinkedHashSet<>(root.getSubcommands().values())));
        return commands;
    }

    /** The page of a command. */
    static String of(CommandLine command) {
        ManPage page = new ManPage();
        page.write(command);
        return page.out.toString();
    }

    private void write(CommandLine command) {
        String name = pageName(command);
        String[] description = command.getCommandSpec().usageMessage().description();
        out.append(".\\\" Generated from the command line's description; see ManPagesTest.\n");
        out.append(".TH ")
                .append(name.toUpperCase(Locale.ROOT))
                .append(' ')
                .append(SECTION)
                .append(" \"\" \"Hayabashi\" \"Hayabashi\"\n");
        out.append(".nh\n.ad l\n");
        out.append(".SH NAME\n")
                .append(escape(name))
                .append(" \\- ")
                .append(escape(headline(description[0])))
                .append('\n');
        out.append(".SH SYNOPSIS\n");
        synopsis(command);
        out.append(".SH DESCRIPTION\n");
        paragraphs(description);
        options(command.getCommandSpec(), ".SH OPTIONS\n");
        boolean isRoot = command.getParent() == null;
        if (isRoot) {
            out.append(".SH COMMANDS\n");
            for (CommandLine each :
                    commands(command).subList(1, commands(command).size())) {
                out.append(".TP\n.BR ")
                        .append(escape(pageName(each)))
                        .append(" (")
                        .append(SECTION)
                        .append(")\n");
                out.append(escape(each.getCommandSpec().usageMessage().description()[0]))
                        .append('\n');
            }
        } else {
            new java.util.LinkedHashSet<>(command.getSubcommands().values()).forEach(this::subcommand);
        }
        exitStatus();
        out.append(
                ".SH ENVIRONMENT\n.TP\n.B HAYABASHI_SOCKET\nControl socket of the daemon, when \\fB\\-\\-socket\\fR does not say.\n");
        out.append(".TP\n.B NO_COLOR\nWhen not empty, nothing is coloured.\n");
        out.append(
                ".SH FILES\n.TP\n.I /etc/hayabashi/hayabashi.yaml\nThe configuration that \\fBhayabashi up\\fR reads.\n");
        out.append(".TP\n.I /run/hayabashi/hayabashi.sock\nThe control socket.\n");
        seeAlso(command);
    }

    private void synopsis(CommandLine command) {
        Help help = new Help(command.getCommandSpec(), Help.defaultColorScheme(Help.Ansi.OFF));
        String name = command.getCommandSpec().qualifiedName(" ");
        String text = help.synopsis(0).strip().replaceAll("\\s+", " ");
        out.append(".B ")
                .append(escape(name))
                .append('\n')
                .append(escape(text.substring(name.length()).strip()))
                .append("\n");
    }

    private void subcommand(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        out.append(".SH \"")
                .append(spec.qualifiedName(" ").toUpperCase(Locale.ROOT))
                .append("\"\n");
        synopsis(command);
        out.append(".PP\n");
        paragraphs(spec.usageMessage().description());
        options(spec, ".PP\n");
    }

    private void options(CommandSpec spec, String heading) {
        List<ArgSpec> shown = new ArrayList<>();
        shown.addAll(spec.positionalParameters().stream()
                .filter(each -> !each.hidden())
                .toList());
        shown.addAll(spec.options().stream().filter(each -> !each.hidden()).toList());
        if (shown.isEmpty()) {
            return;
        }
        out.append(heading);
        for (ArgSpec argument : shown) {
            out.append(".TP\n");
            if (argument instanceof OptionSpec option) {
                out.append("\\fB")
                        .append(escape(String.join(", ", option.names())))
                        .append("\\fR");
                if (option.arity().max() > 0) {
                    out.append(" \\fI").append(escape(label(option))).append("\\fR");
                }
            } else if (argument instanceof PositionalParamSpec) {
                out.append("\\fI").append(escape(label(argument))).append("\\fR");
            }
            out.append('\n')
                    .append(escape(String.join(" ", argument.description()).replace("%%", "%")))
                    .append('\n');
        }
    }

    private static String label(ArgSpec argument) {
        return argument.paramLabel().replaceAll("^<|>$", "");
    }

    private void paragraphs(String[] lines) {
        boolean first = true;
        for (String line : lines) {
            if (line.isEmpty()) {
                continue;
            }
            out.append(first ? "" : ".PP\n")
                    .append(escape(line.replace("%%", "%")))
                    .append('\n');
            first = false;
        }
    }

    private void exitStatus() {
        out.append(".SH \"EXIT STATUS\"\n");
        out.append(".TP\n.B 0\ndone\n.TP\n.B 1\nfailed; standard error says what, and the next step\n");
        out.append(".TP\n.B 2\nthe input is wrong; where a file is, file:line:column is named\n");
    }

    private void seeAlso(CommandLine command) {
        TreeSet<String> names = new TreeSet<>();
        CommandLine root = command.getParent() == null ? command : command.getParent();
        commands(root).forEach(each -> names.add(pageName(each)));
        names.remove(pageName(command));
        out.append(".SH \"SEE ALSO\"\n");
        out.append(String.join(
                        ",\n",
                        names.stream()
                                .map(name -> ".BR " + escape(name) + " (" + SECTION + ")")
                                .toList())
                .replace("),\n", "),\n"));
        out.append('\n');
    }

    /** A headline without its full stop, as whatis(1) wants it. */
    private static String headline(String sentence) {
        String plain = sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
        return plain.substring(0, 1).toLowerCase(Locale.ROOT) + plain.substring(1);
    }

    /** A hyphen that is typed, a backslash, and a control character at the start of a line. */
    private static String escape(String text) {
        String escaped = text.replace("\\", "\\e")
                .replace("-", "\\-")
                .replace("`", "\\(ga")
                .replace("'", "\\(aq")
                .replace("…", "...");
        return escaped.startsWith(".") ? "\\&" + escaped : escaped;
    }
}
