package io.nucleate.reward;

import io.nucleate.reward.TargetReward.Aim;
import io.nucleate.reward.WeightedSum.Weighted;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a reward from text, by recursive descent:
 *
 * <pre>
 * reward    = sum ["if" condition {"and" condition}]
 * sum       = part {"+" part}
 * part      = [number "*"] ("(" reward ")" | "ehull" | "fom" | "force" | fact | wish)
 * fact      = "charge-balanced" | "novel"
 * wish      = ("target" | "at-least" | "at-most") "(" quantity "," number ["," scale] ")"
 * condition = fact | quantity ("&lt;" | "&gt;") number
 * </pre>
 */
final class RewardExpression {
    private static final Pattern TOKEN = Pattern.compile(
            "\\s*([a-z]+(?:-[a-z]+)*|-?\\d+(?:\\.\\d*)?(?:[eE][+-]?\\d+)?|-?\\.\\d+|\\S|$)");
    private static final Map<String, Aim> WISHES =
            Map.of("target", Aim.TARGET, "at-least", Aim.AT_LEAST, "at-most", Aim.AT_MOST);
    private static final String END = "";

    private final RewardSettings settings;
    private final Matcher matcher;
    private String token;

    private RewardExpression(String text, RewardSettings settings) {
        this.settings = settings;
        matcher = TOKEN.matcher(text);
        advance();
    }

    /**
     * Reads a reward.
     *
     * @throws IllegalArgumentException if the text is not a reward; the message has the place and
     *     what is expected there
     */
    static Reward parse(String text, RewardSettings settings) {
        RewardExpression expression = new RewardExpression(text, settings);
        try {
            Reward reward = expression.reward();
            expression.expect(END, "'+', 'if', 'and' or the end");
            return reward;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "cannot read the reward '" + text + "': " + e.getMessage(), e);
        }
    }

    /** Writes a number; a whole number without a decimal point. */
    static String text(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? Long.toString((long) number)
                : Double.toString(number);
    }

    private Reward reward() {
        Reward sum = sum();
        if (!accept("if")) {
            return sum;
        }
        List<Condition> conditions = new ArrayList<>();
        do {
            conditions.add(condition());
        } while (accept("and"));
        return new Conditional(sum, conditions);
    }

    private Reward sum() {
        List<Weighted> parts = new ArrayList<>();
        do {
            parts.add(part());
        } while (accept("+"));
        return parts.size() == 1 && parts.get(0).weight() == 1
                ? parts.get(0).reward()
                : new WeightedSum(parts);
    }

    private Weighted part() {
        double weight = 1;
        if (isNumber()) {
            weight = number();
            expect("*", "'*' after a weight");
        }
        if (accept("(")) {
            Reward inner = reward();
            expect(")", "'+', 'if', 'and' or ')'");
            return new Weighted(weight, inner);
        }
        return new Weighted(weight, named());
    }

    private Reward named() {
        String name = token;
        if (WISHES.containsKey(name)) {
            advance();
            return wish(name);
        }
        Optional<Fact> fact = Fact.of(name);
        if (fact.isPresent()) {
            advance();
            return whenStable(new FactReward(fact.get()));
        }
        Reward reward =
                switch (name) {
                    case EhullReward.NAME -> new EhullReward(settings.ehullCapEvPerAtom());
                    case FomReward.NAME ->
                        whenStable(new FomReward(settings.fom(), settings.deviations()));
                    case Rewards.FORCE ->
                        whenStable(target(
                                name, Quantity.FORCE, Aim.AT_MOST, 0, Quantity.FORCE.scale()));
                    default -> throw unexpected("a reward, " + Rewards.KNOWN);
                };
        advance();
        return reward;
    }

    private Reward wish(String aim) {
        expect("(", "'(' after " + aim);
        Quantity quantity = quantity("a quantity");
        expect(",", "',' and a value");
        double value = number();
        double scale = accept(",") ? number() : quantity.scale();
        expect(")", "',' and a scale, or ')'");
        String name = aim + "(" + quantity.label() + ", " + text(value)
                + (scale == quantity.scale() ? "" : ", " + text(scale)) + ")";
        Reward wish = target(name, quantity, WISHES.get(aim), value, scale);
        return quantity == Quantity.EHULL ? wish : whenStable(wish);
    }

    private Reward target(String name, Quantity quantity, Aim aim, double value, double scale) {
        return new TargetReward(
                name, quantity, aim, value, scale, settings.targetCap(), settings.deviations());
    }

    private Reward whenStable(Reward reward) {
        return new WhenStable(reward, settings.stability());
    }

    private Condition condition() {
        Optional<Fact> fact = Fact.of(token);
        if (fact.isPresent()) {
            advance();
            return fact.get();
        }
        Quantity quantity = quantity(Rewards.FACTS + " or a quantity");
        boolean below = accept("<");
        if (!below) {
            expect(">", "'<' or '>'");
        }
        return new Condition.Bound(quantity, below, number(), settings.deviations());
    }

    private Quantity quantity(String expected) {
        Quantity quantity = Quantity.of(token)
                .orElseThrow(() -> unexpected(expected + ": " + Rewards.QUANTITIES));
        advance();
        return quantity;
    }

    private boolean isNumber() {
        return token.matches("-?\\.?\\d.*");
    }

    private double number() {
        if (!isNumber()) {
            throw unexpected("a number");
        }
        double number = Double.parseDouble(token);
        if (Double.isInfinite(number)) {
            throw unexpected("a smaller number");
        }
        advance();
        return number;
    }

    private boolean accept(String expected) {
        boolean accepted = token.equals(expected);
        if (accepted) {
            advance();
        }
        return accepted;
    }

    private void expect(String expected, String description) {
        if (!token.equals(expected)) {
            throw unexpected(description);
        }
        if (!expected.equals(END)) {
            advance();
        }
    }

    private IllegalArgumentException unexpected(String expected) {
        String found = token.equals(END)
                ? "it ends"
                : "'" + token + "' is at character " + (matcher.start(1) + 1);
        return new IllegalArgumentException(found + ", where there should be " + expected);
    }

    private void advance() {
        matcher.find();
        token = matcher.group(1);
    }
}
