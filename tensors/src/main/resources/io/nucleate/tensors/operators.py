# Operators of PyTorch that DJL lacks, in the language of TorchScript's archives. Operators.java
# loads and describes them.
class Operators(Module):
  __parameters__ = []
  __buffers__ = []

  def gelu(self: __torch__.Operators, x: Tensor) -> Tensor:
    return torch.gelu(x, approximate="tanh")

  def causal_attention(self: __torch__.Operators,
      query: Tensor,
      key: Tensor,
      value: Tensor) -> Tensor:
    return torch.scaled_dot_product_attention(query, key, value, is_causal=True)

  def complex_product(self: __torch__.Operators, x: Tensor, y: Tensor) -> Tensor:
    product = torch.mul(torch.view_as_complex(x), torch.view_as_complex(y))
    return torch.view_as_real(product)

  def norm(self: __torch__.Operators, arrays: List[Tensor]) -> float:
    norms = torch.stack(torch._foreach_norm(arrays))
    return float(torch.linalg_vector_norm(torch.to(norms, 7)))

  def zero(self: __torch__.Operators, arrays: List[Tensor]) -> NoneType:
    torch._foreach_zero_(arrays)
    return None

  def add(self: __torch__.Operators, sums: List[Tensor], terms: List[Tensor]) -> NoneType:
    torch._foreach_add_(sums, terms)
    return None

  def approach(self: __torch__.Operators,
      arrays: List[Tensor],
      ends: List[Tensor],
      fraction: float) -> NoneType:
    torch._foreach_lerp_(arrays, ends, fraction)
    return None

  def adam(self: __torch__.Operators,
      parameters: List[Tensor],
      gradients: List[Tensor],
      first_moments: List[Tensor],
      second_moments: List[Tensor],
      step: Tensor,
      gradient_divisor: Tensor,
      learning_rate: float,
      weight_decay: float) -> NoneType:
    no_largest = annotate(List[Tensor], [])
    steps = torch.mul([step], torch.len(parameters))
    torch._fused_adamw_(parameters,
      gradients,
      first_moments,
      second_moments,
      no_largest,
      steps,
      lr=learning_rate,
      beta1=0.9,
      beta2=0.999,
      weight_decay=weight_decay,
      eps=1e-08,
      amsgrad=False,
      maximize=False,
      grad_scale=gradient_divisor)
    return None
