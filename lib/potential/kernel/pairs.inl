// What depends on one neighbour: distance, cutoff functions, exponentials, radial functions and the legs of triplets.
// Arrays hold one entry a neighbour, each entry one lane an atom.

// The neighbours of `width` atoms: those of each species in a row of slots, nearer shells first.
struct Slots {
  std::size_t size = 0;                // slots in all
  const std::size_t* begin = nullptr;  // of each species
  const std::size_t* count = nullptr;  // of each species (row) up to each shell (column)
  std::size_t shells = 0;
  std::size_t of(int species, std::size_t shell) const {
    return count[static_cast<std::size_t>(species) * shells + shell];
  }
  std::size_t first(int species) const { return begin[static_cast<std::size_t>(species)]; }
};

template <typename T>
struct Pairs {
  T *ux, *uy, *uz;  // unit vector to the neighbour
  T *r, *s;         // distance and its square
  T *f, *df;        // cutoffs × slots: f_c, df_c/d(r²)
  T* e;             // exponentials × slots
  T* dg;            // rows × slots: dG/dr of radial functions
  T *w, *dw;        // legs × slots: w and dw/dr
  T *ax, *ay, *az;  // ∂E/∂u of the neighbour
  T* slope;         // ∂E/∂r
  T* aw;            // legs × slots: ∂E/∂w from triplets
  std::size_t stride;
};

// rows: x, y, z and an unused number of each slot's vector r_ij, lane by lane.
template <typename T>
void load_pairs(const Pairs<T>& p, std::size_t n, const T* rows) {
  const Tag<T> d;
  for (std::size_t j = 0; j < n; ++j) {
    Lanes<T> x, y, z, unused;
    hn::LoadInterleaved4(d, rows + 4 * j * width<T>, x, y, z, unused);
    const auto s = hn::MulAdd(x, x, hn::MulAdd(y, y, hn::Mul(z, z)));
    const auto r = hn::Sqrt(s);
    const auto inverse = hn::Div(all<T>(1), r);
    put(p.ux, j, hn::Mul(x, inverse));
    put(p.uy, j, hn::Mul(y, inverse));
    put(p.uz, j, hn::Mul(z, inverse));
    put(p.r, j, r);
    put(p.s, j, s);
  }
}

template <typename T>
void evaluate_functions_of_distance(const ElementPlan& plan, const Pairs<T>& p, std::size_t n) {
  for (std::size_t c = 0; c < plan.cutoffs.size(); ++c) {
    cutoff_lanes<T>(plan.cutoffs[c], n, p.s, p.r, p.f + c * p.stride, p.df + c * p.stride);
  }
  for (std::size_t e = 0; e < plan.exponentials.size(); ++e) {
    gaussian_lanes<T>(plan.exponentials[e].eta, plan.exponentials[e].r_s, n, p.s, p.r, p.e + e * p.stride);
  }
}

// G2 and, with η = 0, G1: dG/dr = 2e[r df_c/d(r²) − η(r − R_s)f_c], thesis (A.9) with the f_c it lost.
template <typename T>
HWY_INLINE Lanes<T> gaussian_slope(Lanes<T> e, Lanes<T> r, Lanes<T> f, Lanes<T> df, Lanes<T> eta, Lanes<T> r_s) {
  const auto half = hn::NegMulAdd(hn::Mul(eta, hn::Sub(r, r_s)), f, hn::Mul(r, df));
  const auto value = hn::Mul(e, half);
  return hn::Add(value, value);
}

template <typename T>
Lanes<T> radial_value(const ElementPlan& plan, const Radial& radial, const Pairs<T>& p, const Slots& slots) {
  using descriptor::FunctionType;
  const Tag<T> d;
  const std::size_t begin = slots.first(radial.species);
  const std::size_t end = begin + slots.of(radial.species, plan.cutoffs[radial.cutoff].shell);
  const T* const f = p.f + radial.cutoff * p.stride;
  const T* const df = p.df + radial.cutoff * p.stride;
  T* const dg = p.dg + radial.row * p.stride;
  auto sum = hn::Zero(d);
  if (radial.type == FunctionType::g2) {
    const T* const e = p.e + radial.exponential * p.stride;
    const auto eta = all<T>(radial.eta), r_s = all<T>(radial.r_s);
    for (std::size_t j = begin; j < end; ++j) {
      const auto e_j = get(e, j), f_j = get(f, j);
      sum = hn::MulAdd(e_j, f_j, sum);
      put(dg, j, gaussian_slope<T>(e_j, get(p.r, j), f_j, get(df, j), eta, r_s));
    }
  } else if (radial.type == FunctionType::g3) {
    const auto kappa = all<T>(radial.kappa);
    for (std::size_t j = begin; j < end; ++j) {
      const auto r = get(p.r, j), f_j = get(f, j);
      const auto angle = hn::Mul(kappa, r);
      const auto cosine = hn::Cos(d, angle), sine = hn::Sin(d, angle);
      sum = hn::MulAdd(cosine, f_j, sum);
      const auto rigid = hn::Mul(hn::Mul(cosine, hn::Add(r, r)), get(df, j));
      put(dg, j, hn::NegMulAdd(hn::Mul(kappa, sine), f_j, rigid));
    }
  } else {
    for (std::size_t j = begin; j < end; ++j) {
      const auto r = get(p.r, j);
      sum = hn::Add(sum, get(f, j));
      put(dg, j, hn::Mul(hn::Add(r, r), get(df, j)));
    }
  }
  return sum;
}

template <typename T>
void radial_values(const ElementPlan& plan, const Pairs<T>& p, const Slots& slots, T* values) {
  for (const auto& radial : plan.radials) put(values, radial.function, radial_value<T>(plan, radial, p, slots));
}

template <typename T>
void evaluate_legs(const ElementPlan& plan, const Pairs<T>& p, std::size_t n) {
  for (std::size_t l = 0; l < plan.legs.size(); ++l) {
    const auto& leg = plan.legs[l];
    const T* const f = p.f + leg.cutoff * p.stride;
    const T* const df = p.df + leg.cutoff * p.stride;
    const T* const e = p.e + leg.exponential * p.stride;
    T* const w = p.w + l * p.stride;
    T* const dw = p.dw + l * p.stride;
    const auto eta = all<T>(leg.eta), r_s = all<T>(leg.r_s);
    for (std::size_t j = 0; j < n; ++j) {
      const auto e_j = get(e, j), f_j = get(f, j);
      put(w, j, hn::Mul(e_j, f_j));
      put(dw, j, gaussian_slope<T>(e_j, get(p.r, j), f_j, get(df, j), eta, r_s));
    }
  }
}

// slope += Σ_s (∂E/∂G_s) dG_s/dr over up to `count` radial functions of one species and range of slots.
template <std::size_t count, typename T>
void add_radial_slopes(const Radial* radials, const Pairs<T>& p, std::size_t begin, std::size_t end, const T* slopes) {
  Lanes<T> q[count];
  const T* dg[count];
  for (std::size_t i = 0; i < count; ++i) {
    q[i] = get(slopes, radials[i].function);
    dg[i] = p.dg + radials[i].row * p.stride;
  }
  for (std::size_t j = begin; j < end; ++j) {
    auto sum = get(p.slope, j);
#pragma GCC unroll 8
    for (std::size_t i = 0; i < count; ++i) sum = hn::MulAdd(q[i], get(dg[i], j), sum);
    put(p.slope, j, sum);
  }
}

// Radial functions stand sorted by species and shell: those of equal range go four at a time.
template <typename T>
void radial_gradient(const ElementPlan& plan, const Pairs<T>& p, const Slots& slots, const T* slopes) {
  const auto& all_radials = plan.radials;
  for (std::size_t i = 0; i < all_radials.size();) {
    const auto& radial = all_radials[i];
    const std::size_t shell = plan.cutoffs[radial.cutoff].shell;
    std::size_t run = 1;
    while (run < 8 && i + run < all_radials.size() && all_radials[i + run].species == radial.species &&
           plan.cutoffs[all_radials[i + run].cutoff].shell == shell) {
      ++run;
    }
    const std::size_t begin = slots.first(radial.species), end = begin + slots.of(radial.species, shell);
    const Radial* const first = &radial;
    if (run == 8) {
      add_radial_slopes<8, T>(first, p, begin, end, slopes);
    } else if (run >= 4) {
      run = 4;
      add_radial_slopes<4, T>(first, p, begin, end, slopes);
    } else if (run >= 2) {
      run = 2;
      add_radial_slopes<2, T>(first, p, begin, end, slopes);
    } else {
      add_radial_slopes<1, T>(first, p, begin, end, slopes);
    }
    i += run;
  }
}
