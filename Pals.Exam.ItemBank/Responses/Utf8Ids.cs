using System.Text;
using System.Runtime.InteropServices;

namespace Pals.Exam.ItemBank.Responses;

/// <summary>Numbers ids in the order in which they are first met. Ids stay UTF-8 bytes, so a known id costs a hash and a comparison, no string.</summary>
internal sealed class Utf8Ids
{
    private readonly GrowableBuffer<byte> _bytes = new();
    private readonly GrowableBuffer<long> _starts = new();
    private int[] _slots = new int[1024];

    public Utf8Ids() => _starts.Add(0);

    public int Count => _starts.Count - 1;

    /// <summary>The number of <paramref name="id"/>, a new one if it has not been met.</summary>
    public int Number(ReadOnlySpan<byte> id)
    {
        int mask = _slots.Length - 1;
        int slot = (int)Hash(id) & mask;
        for (; _slots[slot] != 0; slot = (slot + 1) & mask)
        {
            if (this[_slots[slot] - 1].SequenceEqual(id))
            {
                return _slots[slot] - 1;
            }
        }

        id.CopyTo(_bytes.Extend(id.Length));
        _starts.Add(_bytes.Count);
        _slots[slot] = Count;
        if (Count > _slots.Length / 2)
        {
            Rehash();
        }

        return Count - 1;
    }

    public string[] ToStrings()
    {
        var ids = new string[Count];
        for (int i = 0; i < ids.Length; i++)
        {
            ids[i] = Encoding.UTF8.GetString(this[i]);
        }

        return ids;
    }

    private ReadOnlySpan<byte> this[int number] => _bytes.Span[(int)_starts.Span[number]..(int)_starts.Span[number + 1]];

    private static uint Hash(ReadOnlySpan<byte> id)
    {
        ulong hash = (ulong)id.Length;
        while (id.Length >= sizeof(ulong))
        {
            hash = Mix(hash ^ MemoryMarshal.Read<ulong>(id));
            id = id[sizeof(ulong)..];
        }

        ulong tail = 0;
        if (id.Length >= sizeof(uint))
        {
            // Four to seven bytes: the first four and the last four, which may overlap.
            tail = MemoryMarshal.Read<uint>(id) | ((ulong)MemoryMarshal.Read<uint>(id[^sizeof(uint)..]) << 32);
        }
        else
        {
            foreach (byte b in id)
            {
                tail = (tail << 8) | b;
            }
        }

        return (uint)(Mix(hash ^ tail) >> 32);
    }

    private static ulong Mix(ulong x)
    {
        x *= 0x9E3779B97F4A7C15UL;
        return x ^ (x >> 29);
    }

    private void Rehash()
    {
        _slots = new int[_slots.Length * 2];
        int mask = _slots.Length - 1;
        for (int i = 0; i < Count; i++)
        {
            int slot = (int)Hash(this[i]) & mask;
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }

            _slots[slot] = i + 1;
        }
    }
}
