namespace Pals.Exam.ItemBank.Responses;

/// <summary>A list whose storage can be viewed as one span: what a reader of unknown length needs, and no more.</summary>
internal sealed class GrowableBuffer<T>
    where T : unmanaged
{
    private T[] _values = new T[256];

    public int Count { get; private set; }

    public ReadOnlySpan<T> Span => _values.AsSpan(0, Count);

    public void Add(T value)
    {
        if (Count == _values.Length)
        {
            Grow(Count + 1);
        }

        _values[Count++] = value;
    }

    /// <summary>Adds <paramref name="count"/> places for the caller to fill.</summary>
    public Span<T> Extend(int count)
    {
        if (count > _values.Length - Count)
        {
            Grow(Count + count);
        }

        Count += count;
        return _values.AsSpan(Count - count, count);
    }

    public void Shrink(int count) => Count -= count;

    private void Grow(int needed) => Array.Resize(ref _values, (int)Math.Min(Array.MaxLength, Math.Max(needed, 2L * _values.Length)));
}
