package io.nucleate.policy.search;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.crystal.WyckoffPosition;
import io.nucleate.crystal.matching.Protostructure;
import io.nucleate.policy.LogProb;
import io.nucleate.policy.Policy;
import io.nucleate.policy.RankedCrystal;
import io.nucleate.policy.SampledCrystal;
import io.nucleate.policy.SamplingSettings;
import io.nucleate.policy.constraints.Constraints;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Searches for crystals of one space group under constraints, by Metropolis-Hastings sampling
 * (arXiv 2403.15734, section II C). The chains visit the sites of crystals, that is Wyckoff
 * letters, elements and coordinates, with the density p(sites | space group)^(1/T). The policy
 * draws the lattice last; it is left out of the walk, and the best crystals get one at the end.
 * Sites are unordered: p is the density of their canonical order, per fraction of the cell for each
 * free coordinate.
 */
public final class StructureSearch {
    /**
     * Share of the steps at which all chains are offered a new draw from the policy. Without these
     * a chain might never leave a letter.
     */
    private static final double REDRAW_SHARE = 0.1;

    /** Moves from one crystal to a neighbour. */
    private static final Move[] LOCAL_MOVES = {Move.EXCHANGE, Move.SHIFT, Move.RELOCATE};

    /**
     * Number of arrangements that get a lattice for each crystal that is asked for. The lattice's
     * density changes their order.
     */
    private static final int FINALISTS = 4;

    private final Policy policy;
    private final Policy constrained;
    private final Constraints constraints;
    private final SpaceGroup group;
    private final SearchSettings settings;
    private final SplittableRandom random;
    private final List<Chain> chains = new ArrayList<>();
    private final Map<Protostructure, Visit> best = new HashMap<>();
    private final Map<Move, MoveCount> moveCounts = new EnumMap<>(Move.class);

    /** A crystal that a chain was at, and the log-density of its sites in nats. */
    private record Visit(Crystal crystal, double logDensity) {}

    /** A walk through crystals, and where it is. */
    private static final class Chain {
        private Visit at;

        Chain(Visit start) {
            this.at = start;
        }
    }

    /** The number of times that a move was proposed, and that it was accepted. */
    public record MoveCount(long proposed, long accepted) {
        MoveCount plus(boolean isAccepted) {
            return new MoveCount(proposed + 1, accepted + (isAccepted ? 1 : 0));
        }

        /** Returns the share of the proposals that were accepted; NaN where there were none. */
        public double acceptance() {
            return (double) accepted / proposed;
        }
    }

    /**
     * The result of a search.
     *
     * @param crystals the likeliest first, each of another {@link Protostructure}, with its
     *     likeliest lattice
     * @param moves counts of each move
     */
    public record SearchResult(List<RankedCrystal> crystals, Map<Move, MoveCount> moves) {}

    /**
     * Prepares a search.
     *
     * @param policy without constraints of its own
     * @param constraints that every crystal of the search satisfies
     * @param group space group of all crystals
     * @throws IllegalArgumentException where the group has no crystal that satisfies the
     *     constraints
     */
    public StructureSearch(
            Policy policy,
            Constraints constraints,
            SpaceGroup group,
            SearchSettings settings,
            SplittableRandom random) {
        constraints.require(group, policy.config().sitesMax());
        this.policy = policy;
        this.constrained = policy.under(constraints);
        this.constraints = constraints;
        this.group = group;
        this.settings = settings;
        this.random = random;
        for (Move move : Move.values()) {
            moveCounts.put(move, new MoveCount(0, 0));
        }
    }

    /**
     * Starts every chain from a draw of the policy, lets all chains go, and ranks what they saw.
     *
     * @param count largest number of crystals in the result
     * @param visits told after each step where every chain is
     */
    public SearchResult run(int count, Consumer<List<Crystal>> visits) {
        while (chains.size() < settings.chains()) {
            start();
        }
        for (int step = 0; step < settings.steps(); step++) {
            if (random.nextDouble() < REDRAW_SHARE) {
                redraw();
            } else {
                moveLocally();
            }
            visits.accept(chains.stream().map(chain -> chain.at.crystal()).toList());
        }
        List<Crystal> finalists = best.values().stream()
                .sorted(Comparator.comparingDouble(Visit::logDensity).reversed())
                .limit((long) FINALISTS * count)
                .map(Visit::crystal)
                .toList();
        List<RankedCrystal> ranked = policy.withLikeliestLattice(finalists).stream()
                .sorted(RankedCrystal.BY_LOG_PROB)
                .limit(count)
                .toList();
        return new SearchResult(ranked, Map.copyOf(moveCounts));
    }

    private void start() {
        List<Crystal> drawn = new ArrayList<>();
        draw(settings.chains() - chains.size())
                .forEach(sampled -> drawn.add(sampled.crystal().canonical()));
        List<LogProb> logProbs = policy.logProb(drawn);
        for (int i = 0; i < drawn.size(); i++) {
            Visit visit = new Visit(drawn.get(i), logDensity(drawn.get(i), logProbs.get(i)));
            chains.add(new Chain(visit));
            remember(visit);
        }
    }

    private List<SampledCrystal> draw(int count) {
        return constrained.sample(
                Collections.nCopies(count, group), SamplingSettings.DEFAULT, random);
    }

    private void moveLocally() {
        List<Chain> moving = new ArrayList<>();
        List<Move> moves = new ArrayList<>();
        List<Crystal> proposals = new ArrayList<>();
        for (Chain chain : chains) {
            Move move = LOCAL_MOVES[random.nextInt(LOCAL_MOVES.length)];
            Crystal here = chain.at.crystal();
            // To stay is no step: a site on a fixed point that is relocated to where it is.
            move.propose(here, random)
                    .filter(there -> !there.equals(here) && constraints.allows(there))
                    .ifPresent(there -> {
                        moving.add(chain);
                        moves.add(move);
                        proposals.add(there);
                    });
        }
        List<LogProb> logProbs = policy.logProb(proposals);
        for (int i = 0; i < proposals.size(); i++) {
            Visit there =
                    new Visit(proposals.get(i), logDensity(proposals.get(i), logProbs.get(i)));
            double logRatio =
                    (there.logDensity() - moving.get(i).at.logDensity()) / settings.temperature();
            decide(moving.get(i), moves.get(i), there, logRatio);
        }
    }

    /**
     * Offers each chain an independent draw of the constrained policy, with Hastings' correction
     * for its density q. At temperature 1 it corrects only for the masks. A draw whose sites are
     * out of order has no place in the walk. A draw without a possible lattice is not offered; a
     * trained policy makes next to none.
     */
    private void redraw() {
        List<SampledCrystal> drawn = draw(chains.size());
        List<Chain> offered = chains.subList(0, drawn.size());
        List<LogProb> backward = constrained.logProb(
                offered.stream().map(chain -> chain.at.crystal()).toList());
        for (int i = 0; i < drawn.size(); i++) {
            SampledCrystal there = drawn.get(i);
            Chain chain = offered.get(i);
            Crystal crystal = there.crystal();
            if (!crystal.equals(crystal.canonical())) {
                count(Move.REDRAW, false);
                continue;
            }
            Visit visit = new Visit(crystal, logDensity(crystal, there.unconstrainedLogProb()));
            double logRatio = (visit.logDensity() - chain.at.logDensity()) / settings.temperature()
                    + logDensity(chain.at.crystal(), backward.get(i))
                    - logDensity(crystal, there.logProb());
            decide(chain, Move.REDRAW, visit, logRatio);
        }
    }

    private void decide(Chain chain, Move move, Visit there, double logRatio) {
        boolean accepted = Math.log(random.nextDouble()) < logRatio;
        count(move, accepted);
        if (accepted) {
            chain.at = there;
            remember(there);
        }
    }

    private void count(Move move, boolean isAccepted) {
        moveCounts.computeIfPresent(move, (same, count) -> count.plus(isAccepted));
    }

    private void remember(Visit visit) {
        best.merge(
                Protostructure.of(visit.crystal()),
                visit,
                (a, b) -> a.logDensity() >= b.logDensity() ? a : b);
    }

    /**
     * Returns the log-density of the sites alone. Coordinates count per fraction of the cell
     * instead of per radian, so that positions of any freedom compare.
     */
    private static double logDensity(Crystal crystal, LogProb logProb) {
        int free = 0;
        for (Site site : crystal.sites()) {
            WyckoffPosition position = crystal.spaceGroup().position(site.wyckoff());
            for (int axis = 0; axis < 3; axis++) {
                free += position.isFree(axis) ? 1 : 0;
            }
        }
        return logProb.wyckoff()
                + logProb.element()
                + logProb.coordinate()
                + free * Math.log(2 * Math.PI);
    }
}
