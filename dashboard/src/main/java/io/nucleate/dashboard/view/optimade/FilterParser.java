package io.nucleate.dashboard.view.optimade;

import io.nucleate.dashboard.view.catalogue.RowFilter;
import io.nucleate.dashboard.view.optimade.Condition.Truth;
import io.nucleate.dashboard.view.optimade.FilterToken.Kind;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Reads filters of OPTIMADE (section "The Filter Language EBNF Grammar" of the specification) by
 * recursive descent. A structure of which a filter is neither true nor false, because it asks for
 * what is not known, is not taken.
 */
public final class FilterParser {
    private final List<FilterToken> tokens;
    private int next;

    private FilterParser(String filter) {
        tokens = FilterToken.of(filter);
    }

    /** @throws FilterException where it cannot be read or answered */
    public static RowFilter parse(String filter) {
        FilterParser parser = new FilterParser(filter);
        Condition condition = parser.expression();
        parser.require(parser.peek().is(Kind.END), "AND, OR or the end");
        return row -> condition.of(row) == Truth.TRUE;
    }

    private FilterToken peek() {
        return tokens.get(next);
    }

    private FilterToken take() {
        return tokens.get(next++);
    }

    private boolean takes(Kind kind, String... texts) {
        if (peek().is(kind, texts)) {
            next++;
            return true;
        }
        return false;
    }

    private void require(boolean holds, String wanted) {
        if (!holds) {
            throw FilterException.wrong("the filter has "
                    + (peek().kind() == Kind.END ? "its end" : "'" + peek().text() + "'")
                    + " where " + wanted + " is expected");
        }
    }

    private Condition expression() {
        Condition condition = clause();
        while (takes(Kind.WORD, "OR")) {
            condition = Condition.join(condition, clause(), Truth::or);
        }
        return condition;
    }

    private Condition clause() {
        Condition condition = phrase();
        while (takes(Kind.WORD, "AND")) {
            condition = Condition.join(condition, phrase(), Truth::and);
        }
        return condition;
    }

    private Condition phrase() {
        if (takes(Kind.WORD, "NOT")) {
            Condition condition = positive();
            return row -> condition.of(row).not();
        }
        return positive();
    }

    private Condition positive() {
        if (takes(Kind.MARK, "(")) {
            Condition condition = expression();
            require(takes(Kind.MARK, ")"), "a closing parenthesis");
            return condition;
        }
        if (peek().is(Kind.NAME)) {
            return ofProperty(Property.named(take().text()));
        }
        require(peek().is(Kind.STRING) || peek().is(Kind.NUMBER), "a property or a value");
        Object value = value();
        String operator = operator();
        require(peek().is(Kind.NAME), "a property");
        return Property.named(take().text()).compare(turned(operator), value);
    }

    private Condition ofProperty(Property property) {
        if (takes(Kind.WORD, "IS")) {
            boolean isKnown = takes(Kind.WORD, "KNOWN");
            require(isKnown || takes(Kind.WORD, "UNKNOWN"), "KNOWN or UNKNOWN");
            return property.isKnown(isKnown);
        }
        if (takes(Kind.WORD, "CONTAINS")) {
            return property.matches(String::contains, string());
        }
        if (takes(Kind.WORD, "STARTS")) {
            takes(Kind.WORD, "WITH");
            return property.matches(String::startsWith, string());
        }
        if (takes(Kind.WORD, "ENDS")) {
            takes(Kind.WORD, "WITH");
            return property.matches(String::endsWith, string());
        }
        if (takes(Kind.WORD, "LENGTH")) {
            String operator = peek().is(Kind.OPERATOR) ? operator() : "=";
            require(peek().is(Kind.NUMBER), "a number");
            return property.length(operator, (Double) value());
        }
        if (takes(Kind.WORD, "HAS")) {
            return has(property);
        }
        require(!peek().is(Kind.MARK, ":"), "a filter without lists side by side");
        String operator = operator();
        if (peek().is(Kind.NAME)) {
            throw FilterException.unsupported("a comparison of two properties is not supported");
        }
        return property.compare(operator, value());
    }

    private Condition has(Property property) {
        String quantifier = peek().is(Kind.WORD, "ALL", "ANY", "ONLY") ? take().text() : "ANY";
        List<Predicate<Object>> wanted = new ArrayList<>();
        do {
            String operator = peek().is(Kind.OPERATOR) ? operator() : "=";
            Object value = value();
            property.requireElement(value);
            wanted.add(element -> Comparisons.holds(element, operator, value));
        } while (takes(Kind.MARK, ","));
        return property.has(quantifier, wanted);
    }

    private String operator() {
        require(peek().is(Kind.OPERATOR), "an operator");
        return take().text();
    }

    private String string() {
        require(peek().is(Kind.STRING), "a string in quotation marks");
        return take().text();
    }

    /** Returns a text or a Double. */
    private Object value() {
        require(peek().is(Kind.STRING) || peek().is(Kind.NUMBER), "a value");
        FilterToken token = take();
        return token.is(Kind.STRING) ? token.text() : (Object) Double.valueOf(token.text());
    }

    /** {@code 3 < nsites} says {@code nsites > 3}. */
    private static String turned(String operator) {
        return switch (operator) {
            case "<" -> ">";
            case "<=" -> ">=";
            case ">" -> "<";
            case ">=" -> "<=";
            default -> operator;
        };
    }
}
