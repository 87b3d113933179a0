package io.nucleate.dashboard.view.optimade;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A piece of a filter.
 *
 * @param text a string without its quotation marks
 */
record FilterToken(Kind kind, String text) {
    enum Kind {
        NAME("[a-z_][a-z_0-9]*(?:\\.[a-z_][a-z_0-9]*)*"),
        WORD("[A-Z]+"),
        STRING("\"(?:[^\"\\\\]|\\\\[\"\\\\])*\""),
        NUMBER("[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?"),
        OPERATOR("<=|>=|!=|<|>|="),
        MARK("[(),:]"),
        END("$");

        private final Pattern pattern;

        Kind(String pattern) {
            this.pattern = Pattern.compile(pattern);
        }
    }

    private static final Pattern SPACES = Pattern.compile("\\s*");

    /** @throws FilterException for what is no token, with its place */
    static List<FilterToken> of(String filter) {
        List<FilterToken> tokens = new ArrayList<>();
        int at = 0;
        do {
            Matcher spaces = SPACES.matcher(filter).region(at, filter.length());
            at = spaces.lookingAt() ? spaces.end() : at;
            FilterToken token = first(filter, at);
            tokens.add(token);
            at = end(filter, at, token.kind);
        } while (tokens.get(tokens.size() - 1).kind != Kind.END);
        return tokens;
    }

    private static FilterToken first(String filter, int at) {
        for (Kind kind : Kind.values()) {
            Matcher matcher = kind.pattern.matcher(filter).region(at, filter.length());
            if (matcher.lookingAt()) {
                return new FilterToken(kind, plain(kind, matcher.group()));
            }
        }
        throw FilterException.wrong("the filter cannot be read from character " + (at + 1) + ": "
                + filter.substring(at));
    }

    private static int end(String filter, int at, Kind kind) {
        Matcher matcher = kind.pattern.matcher(filter).region(at, filter.length());
        return matcher.lookingAt() ? matcher.end() : at;
    }

    private static String plain(Kind kind, String text) {
        return kind == Kind.STRING
                ? text.substring(1, text.length() - 1).replaceAll("\\\\(.)", "$1")
                : text;
    }

    boolean is(Kind wanted, String... texts) {
        return kind == wanted && (texts.length == 0 || List.of(texts).contains(text));
    }
}
