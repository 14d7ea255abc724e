using SharpSat.Core.Models;

namespace SharpSat.Video.StepCaching;

/// <summary>
/// A mixin that leaves out work in a sampling run where the steps before gave nearly the same. It joins the network when a
/// run begins, outside every other mixin, and leaves it at the end.
/// </summary>
public interface IStepCache : IModelMixin
{
    /// <summary>Called before a run, in the network.</summary>
    /// <exception cref="Core.Errors.InputException">The network has nothing that could be left out.</exception>
    void Begin(BaseModel network);

    /// <summary>Called after a run: gives everything free that was kept.</summary>
    void Forget();
}
